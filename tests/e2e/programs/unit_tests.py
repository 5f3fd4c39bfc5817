# Python: 3.13
"""A small suite under unittest: passes, fails, skips, sub-tests, set-up, mocks, asynchronous tests."""

import io
import re
import sys
import unittest
from unittest import mock


class Calculator(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.log = []

    def setUp(self):
        self.log.append(self._testMethodName)
        self.addCleanup(self.log.append, "cleaned")

    def test_adds(self):
        self.assertEqual(1 + 1, 2)

    def test_fails(self):
        self.assertEqual([1, 2, 3], [1, 2, 4])

    def test_is_near(self):
        self.assertAlmostEqual(0.1 + 0.2, 0.3)
        with self.assertRaisesRegex(ValueError, "invalid literal"):
            int("x")
        with self.assertLogs("app", "INFO") as logs:
            import logging

            logging.getLogger("app").info("heard")
        self.assertEqual(logs.output, ["INFO:app:heard"])

    def test_many(self):
        for number in range(3):
            with self.subTest(number=number):
                self.assertNotEqual(number, 1)

    @unittest.skip("not today")
    def test_skipped(self):
        raise AssertionError

    @unittest.expectedFailure
    def test_expected(self):
        self.fail("known")


class Mocks(unittest.IsolatedAsyncioTestCase):
    async def test_awaits(self):
        fetch = mock.AsyncMock(return_value=7)
        self.assertEqual(await fetch("url"), 7)
        fetch.assert_awaited_once_with("url")

    def test_patches(self):
        with mock.patch("os.getcwd", return_value="/patched"), mock.patch.dict("os.environ", {"A": "1"}):
            import os

            self.assertEqual((os.getcwd(), os.environ["A"]), ("/patched", "1"))


if __name__ == "__main__":
    report = io.StringIO()
    program = unittest.main(verbosity=2, exit=False, testRunner=unittest.TextTestRunner(report, verbosity=2))
    print(re.sub(r"in \d+\.\d+s", "in TIME", report.getvalue()))
    sys.exit(not program.result.wasSuccessful())
