"""The same cases on many machines, through a Dask cluster: each measures for itself, the runs come together here."""
