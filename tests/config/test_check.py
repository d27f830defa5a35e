"""What `make check` makes of a tool that asks the network."""

from tools.check import unreachable


def test_without_a_network_the_audit_is_skipped_with_its_reason_and_a_finding_is_no_reason() -> None:
    reason = "requests.exceptions.ConnectionError: Failed to resolve 'api.osv.dev'"
    assert unreachable(f"Traceback (most recent call last):\n{reason}\n") == reason
    assert unreachable("Found 1 known vulnerability in 1 package\nName Version ID\n") == ""
