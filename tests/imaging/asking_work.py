"""Work in the sandbox that asks its parent: an honest one, and one that was taken over."""


def warm():
    pass


def work(parts):
    raise AssertionError("it has another way")


def work_and_ask(parts, ask):
    if parts[0] == b"often":
        return [b"".join(ask([b"again"])[0] for _ in range(50))]
    if parts[0] == b"empty":
        return ask([])
    return [ask([b"sign", parts[0]])[0]]
