"""Use cases of the agreement: drafting, acting, answering. Texts for people are made here too."""
