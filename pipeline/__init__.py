"""The line: workbooks of the districts -> the quarterly evaluation.

    inputs/ -> intake -> read -> normalise -> validate -> merge -> evaluate -> report, feedback
            -> excel, html, pdf, mail -> deliver -> outputs/

Each stage takes values and gives values; only ``intake``, ``read``, ``children``, ``deliver``,
``forms``, ``dictionary`` and ``cli`` touch the world (``reconcile`` reads back what was written).
``quarterly.py`` is the table of contents. What the data is stands in ``schemas/``.
"""

__version__ = "0.1.0"
