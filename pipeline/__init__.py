"""The line: workbooks of the districts -> the quarterly evaluation.

    inputs/ -> intake -> read -> normalise -> validate -> merge -> evaluate -> report, feedback
            -> excel, html, pdf, mail -> deliver -> outputs/

Each stage takes values and gives values. Files are touched only by ``intake``, ``read``,
``deliver``, ``forms``, ``dictionary``, ``mail``, ``kept``, ``unchanged`` and the settings, and,
for a workbook that is too large for memory, by ``master_book``, ``excel`` and ``row_sheet``;
``reconcile`` and ``lineage`` read back what was written. Other processes are ``children`` and
``cluster``; a screen has ``cli``. ``quarterly.py`` is the table of contents. What the data is
stands in ``schemas/``.
"""

__version__ = "0.1.0"
