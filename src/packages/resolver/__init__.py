"""
HOSTILE ONCE METADATA IS READ. Chooses wheels for requirements, in a jail: `packaging` and `resolvelib` read what wheels say of
themselves. The host gives what there is when it is asked for, and believes nothing but the names of wheels that it has given.
"""
