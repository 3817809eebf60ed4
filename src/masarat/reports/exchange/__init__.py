"""Reports to and from files of others: JSON, CSV with HXL tags, JSON-LD with PROV terms.

Readers take bytes and the name of the file, and name every fault with file, row and field; writers
return text. What is written reads back as the same.
"""
