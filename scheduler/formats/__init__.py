"""EXCHANGE: school workbook, existing rosters and other products' files. Only here: pandas, openpyxl and XML."""
