"""What a program that imports `scheduler` needs besides: schools from files, results into files."""
