"""Five bodies under gravity, in floating point."""

from math import sqrt

BODIES = [
    ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], 39.47841760435743),
    ([4.84, -1.16, -0.10], [0.606, 2.81, -0.02], 0.0376936),
    ([8.34, 4.12, -0.40], [-1.01, 1.82, 0.008], 0.0112863),
    ([12.89, -15.11, -0.22], [1.08, 0.868, -0.01], 0.0017237),
    ([15.37, -25.9, 0.179], [0.979, 0.594, -0.034], 0.0020336),
]


def kernel(steps=50_000, dt=0.01):
    pairs = [(a, b) for i, a in enumerate(BODIES) for b in BODIES[i + 1 :]]
    for _ in range(steps):
        for (p, v, m), (q, w, n) in pairs:
            dx, dy, dz = p[0] - q[0], p[1] - q[1], p[2] - q[2]
            square = dx * dx + dy * dy + dz * dz
            pull = dt / (square * sqrt(square))
            v[0] -= dx * n * pull
            v[1] -= dy * n * pull
            v[2] -= dz * n * pull
            w[0] += dx * m * pull
            w[1] += dy * m * pull
            w[2] += dz * m * pull
        for p, v, _ in BODIES:
            p[0] += dt * v[0]
            p[1] += dt * v[1]
            p[2] += dt * v[2]
    return BODIES
