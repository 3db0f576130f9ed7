"""Printed documents as PDF: fonts that hold every character, and sheets that repeat their heads."""
