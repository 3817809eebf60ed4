"""Publishers: one module a format, trilingual words as data."""

from masarat.publish.edition import Edition as Edition
from masarat.publish.files import write as write
from masarat.publish.files import write_all as write_all
from masarat.publish.wording import words as words
