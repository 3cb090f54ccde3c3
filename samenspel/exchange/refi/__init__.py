"""REFI-QDA 1.5, the format in which packages for qualitative work exchange projects.

Pure: no tables and no pages. The schemas stand in `../schemas/`; what real files do otherwise is
told beside the code that bears it.
"""
