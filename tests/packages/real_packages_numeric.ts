/** Numeric packages. PyPI has no such wheels for this platform yet, except for contourpy's; Pyodide's distribution has. */
import type { RealPackage } from "./real_packages.ts";

/** See `real_packages.ts`. */
export const NUMERIC_PACKAGES: readonly RealPackage[] = [
  {
    project: "numpy",
    warm: "import numpy, numpy.random, numpy.linalg, numpy.fft\nnumpy.arange(10).sum()",
    check: `
import io, numpy as np
a = np.arange(12, dtype=float).reshape(3, 4)
print((a.T @ a).trace(), np.add.reduce(a, axis=1).tolist(), a[1:, ::-2].tolist())
rng = np.random.default_rng(42)
print(rng.integers(0, 100, 5).tolist(), rng.permutation(5).tolist())
np.random.seed(1)
print(np.random.randint(0, 10, 4).tolist(), [round(x, 6) for x in np.random.rand(2).tolist()])
m = rng.normal(size=(6, 6)); s = m @ m.T
u, v, w = np.linalg.svd(m); values, vectors = np.linalg.eigh(s)
print(np.allclose(m @ np.linalg.inv(m), np.eye(6)), np.allclose(u * v @ w, m), np.allclose(s @ vectors, vectors * values))
print(np.allclose(np.fft.ifft(np.fft.fft(a[0])), a[0]), np.polynomial.Polynomial([1, 2])(3), np.ma.masked_array([1, 2, 3], [0, 1, 0]).sum())
b = io.BytesIO(); np.savez_compressed(b, x=np.eye(2)); b.seek(0); print(np.load(b)["x"].tolist())
print(np.array([3, 1, 2]).argsort(), np.unique([3, 1, 2, 3]), np.array(["b", "a"]).astype(object).tolist(), np.dtype("M8[ns]"))
print(np.vectorize(lambda x: x * x)([1, 2, 3]), np.frompyfunc(lambda a, b: a + b, 2, 1)([1, 2], [3, 4]))
print(np.arange(3).dtype, (np.array([1.0, -1.0]) / 0).tolist())
print(np.linalg.cholesky(-np.eye(2)).tolist())
try: np.ones(3) + np.ones(4)
except ValueError as error: print(str(error)[:40])
`,
    expected: `506.0 [6.0, 22.0, 38.0] [[7.0, 5.0], [11.0, 9.0]]
[8, 77, 65, 43, 43] [0, 3, 4, 1, 2]
[5, 8, 9, 5] [0.146756, 0.092339]
True True True
True 7.0 4
[[1.0, 0.0], [0.0, 1.0]]
[1 2 0] [1 2 3] ['b', 'a'] datetime64[ns]
[1 4 9] [4 6]
int32 [inf, -inf]
[[nan, nan], [nan, nan]]
operands could not be broadcast together
`,
    own: {
      folder: "numpy",
      needs: ["pytest", "hypothesis"],
      // Not where they stand, which would be another package of that name.
      program: `
import pytest, shutil, sys
for name in ("fft", "polynomial", "linalg", "random", "_core"):
    shutil.copytree(f"tests/{name}/tests", f"own_{name}")
files = ("fft", "polynomial", "linalg/test_linalg.py", "random/test_generator_mt19937.py", "_core/test_shape_base.py", "_core/test_einsum.py")
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", *(f"own_{name}" for name in files)]))
`,
      says: /^\d+ passed/m,
    },
  },
  {
    project: "contourpy",
    warm: "import contourpy, numpy\ncontourpy.contour_generator(z=numpy.eye(2)).lines(0.5)",
    check: `
import numpy, contourpy
lines = contourpy.contour_generator(z=numpy.array([[0., 1.], [1., 2.]])).lines(0.5)
print([line.tolist() for line in lines])
`,
    expected: "[[[0.0, 0.5], [0.5, 0.0]]]\n",
  },
  {
    project: "pandas",
    warm: "import pandas\npandas.DataFrame({'a': ['x', 'y'], 'b': [1, 2]}).groupby('a')['b'].sum()",
    check: `
import io, pandas as pd
frame = pd.read_csv(io.StringIO("name,value\\na,1\\nb,2\\na,3\\n"))
print(frame.groupby("name")["value"].sum().to_dict(), frame["value"].mean())
print(pd.to_datetime("2026-01-03").day_name(), frame.pivot_table(index="name", values="value", aggfunc="max").to_csv())
`,
    expected: "{'a': 4, 'b': 2} 2.0\nSaturday name,value\na,3\nb,2\n\n",
  },
  {
    project: "matplotlib",
    // It writes its list of fonts into a cache, which an image cannot keep.
    warm: `
import shutil, matplotlib
matplotlib.use("agg")
import matplotlib.pyplot
for folder in (".cache", ".config"): shutil.rmtree(f"/home/sandbox/{folder}", ignore_errors=True)
`,
    check: `
import io, matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
figure, axes = plt.subplots()
axes.plot([1, 2, 3])
out = io.BytesIO(); figure.savefig(out, format="png")
print(out.getvalue()[:4], len(out.getvalue()) > 1000)
`,
    expected: "b'\\x89PNG' True\n",
  },
  {
    project: "scikit-learn",
    warm:
      "import sklearn.linear_model\nsklearn.linear_model.LinearRegression().fit([[0], [1]], [0, 1])",
    check: `
from sklearn.cluster import KMeans
from sklearn.linear_model import LinearRegression
from sklearn.tree import DecisionTreeClassifier
line = LinearRegression().fit([[0], [1], [2]], [1, 3, 5])
print(round(float(line.coef_[0]), 6), round(float(line.intercept_), 6))
print(DecisionTreeClassifier(random_state=0).fit([[0], [1]], [0, 1]).predict([[0.9]]).tolist())
labels = KMeans(2, n_init=1, random_state=0).fit_predict([[0.0], [0.1], [9.0]]).tolist()
print(labels[0] == labels[1] != labels[2])
`,
    expected: "2.0 1.0\n[1]\nTrue\n",
  },
];
