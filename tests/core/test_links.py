"""Private links: what is stored opens nothing."""

from portal.core.links import _derive, new_nonce, token_digest


def test_a_token_has_192_bits_and_depends_on_purpose_nonce_and_key():
    nonce = new_nonce()
    token = _derive("registration", nonce, "key")
    assert len(token) == 32
    assert token == _derive("registration", nonce, "key")
    others = {_derive("invitation", nonce, "key"), _derive("registration", new_nonce(), "key")}
    others.add(_derive("registration", nonce, "other key"))
    assert token not in others
    assert len(others) == 3


def test_what_is_stored_is_not_the_token():
    token = _derive("registration", new_nonce(), "key")
    assert token not in token_digest(token)
    assert len(token_digest(token)) == 64
