"""Work that takes longer than a page may: started here, carried out by the worker, found again at its address.

Other rooms need ``kinds.register``, ``starting.start`` and the ``Work`` their function is given (docs/runs.md).
"""
