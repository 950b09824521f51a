"""Reference implementation of the Livepeer protocol: contracts of each upgrade, compiled and ready to deploy."""
