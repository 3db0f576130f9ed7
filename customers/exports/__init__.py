"""Customers on their way out: files of the list, cut to what the reader may see, each in the journal (S28, E12).

``columns`` says what there is, ``choice`` what of it exists for a person, ``scope`` whom a file is about, ``asking``
what was asked for, ``exporting`` carries it out. Other rooms add columns to ``columns.sources`` (docs/exports.md).
"""
