"""Inputs that nobody would think of, to every function of the API.

    .venv/bin/python -m tests.fuzz --inputs 100000

The tests run some thousands of them; this command as many as are asked for, on a stack of its own.
Most go to the database directly, as PostgREST would send them: thousands per second. Some go over
HTTP, through the gateway.

Inputs are those of tests/api/bad_input, mutated, with the ids of an org of the asker and of another
one. Whatever comes: an answer or a refusal in our words, never a failure; what is refused has
written nothing; and what is another's looks like what is not there.
"""
