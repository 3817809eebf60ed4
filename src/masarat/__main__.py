"""`python -m masarat` is `masarat`."""

from masarat.app.start import main

main()
