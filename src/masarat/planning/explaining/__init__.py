"""What binds a plan, and what each thing that could be bargained for would save.

`questions` lists what to ask for, `binding` reads a bound's prices, `answers` computes what each
question gives, `sentences` says it. docs/explaining.md explains the method.
"""
