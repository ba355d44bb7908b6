"""Reads 政府信息公开工作年度报告 and writes an audit workbook whose checks are live."""

__version__ = "0.1.0"
