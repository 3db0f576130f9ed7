"""Customers from a file, in the browser and over the API: the same course as ``manage.py import_customers``."""
