"""EXCHANGE: school workbook, existing rosters and other products' files. Only here are pandas, openpyxl and XML used."""
