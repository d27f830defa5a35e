"""How talent data comes in and goes out: sheets, columns, forms, tables, exports."""
