"""ShellCheck on the scripts of RUN: which texts it is given, what it answers, and its answers as findings of ours.

scripts.py    the texts, whose characters know their places in the Dockerfile
dialects.py   which shell a RUN is for
program.py    the program: where it is, how it is asked about many texts at once
answers.py    what it said, kept by text: an edit asks again about the RUN that changed
policy.py     which codes are reported, and how bad they are
findings.py   an answer as a finding, with its fix
checker.py    all of it for one file: what `lint` asks
"""
