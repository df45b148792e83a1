"""Do the spec, the generated client, the wrapper and the mock (or any server) agree?"""
