"""How the archive of the resolver is run."""

from resolver.choose import main

main()
