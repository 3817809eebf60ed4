"""Planning the rest of an operation anew, from the state in which it is.

`change` says what happened, `actual` what really departed, `state` where everything then stands,
`remaining` who still waits, `continuing` plans the rest. docs/replanning.md explains the method.
"""
