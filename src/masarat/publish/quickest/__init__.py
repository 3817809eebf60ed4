"""A quickest clearance for people: sentences, tables, map layers, one document, one report."""

from masarat.publish.quickest.edition import QuickestEdition as QuickestEdition
