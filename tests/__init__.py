"""The tests, as a package, so that one test may use what another folder of tests offers."""
