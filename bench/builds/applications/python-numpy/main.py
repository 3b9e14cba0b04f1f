import numpy

print("Hello", int(numpy.arange(10).sum()), "numpy")
