"""How a call looks with curl and with fetch, made of the examples of the OpenAPI document."""

import json
import re
import shlex
from typing import Any
from urllib.parse import quote, urlencode

from comments.api.reference.operations import JSON, SCHEMES, Operation, resolved

# What stands for the secret of a security scheme: in curl a variable of the shell, in fetch one of JavaScript.
SECRETS = {"authorToken": "token", "apiKey": "key", "reader": "identity"}
# At the start of a line: within a string of JSON there is none.
_KEY = re.compile(r'^( *)"([A-Za-z_]\w*)":', re.M)


def curl(operation: Operation, base: str) -> str:
    """A command of a shell."""
    method = f"-X {operation.method} " if operation.method not in ("GET", "POST") or not _sends(operation) else ""
    parts = [f"curl {method if operation.method != 'GET' else ''}'{address(operation, base)}'"]
    parts += [f'-H "{name}: {before}${secret.upper()}"' for name, before, secret in _authority(operation)]
    parts += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in headers(operation).items()]
    if _sends(operation):
        parts.append(f"-d {shlex.quote(_json(body(operation)))}")
    return " \\\n  ".join(parts)


def fetch(operation: Operation, base: str) -> str:
    """A piece of a JavaScript module. It leaves `answer` and, if there is JSON in it, `result`."""
    options = [f'method: "{operation.method}"'] if operation.method != "GET" else []
    said = [
        f"{_js_name(name)}: {f'`{before}${{{secret}}}`' if before else secret}"
        for name, before, secret in _authority(operation)
    ]
    said += [f"{_js_name(name)}: {json.dumps(value)}" for name, value in headers(operation).items()]
    if said:
        options.append(f"headers: {_braced(said)}")
    if _sends(operation):
        sent = _KEY.sub(r"\1\2:", _json(body(operation)))
        options.append(f"body: JSON.stringify({sent})")
    url = json.dumps(address(operation, base))
    call = f"const answer = await fetch({url}{f', {_braced(options, 0)}' if options else ''});"
    return f"{call}\nconst result = await answer.json();" if _answers_json(operation) else call


def address(operation: Operation, base: str) -> str:
    """Where the example asks: with the examples of the parameters that have one."""
    path, query = operation.path, []
    for parameter in operation.parameters:
        example = parameter.get("example")
        if example is None:
            continue
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", quote(str(example), safe=""))
        elif parameter["in"] == "query":
            query += [(parameter["name"], str(one)) for one in (example if isinstance(example, list) else [example])]
    return f"{base}{path}{'?' if query else ''}{urlencode(query)}"


def headers(operation: Operation) -> dict[str, str]:
    """Those of the example, without the one that holds a secret."""
    told = {
        one["name"]: str(one["example"]) for one in operation.parameters if one["in"] == "header" and "example" in one
    }
    return {**told, "Content-Type": JSON} if _sends(operation) else told


def body(operation: Operation) -> Any:
    """The JSON that the example sends; None if it sends none."""
    return resolved(operation.raw.get("requestBody", {})).get("content", {}).get(JSON, {}).get("example")


def answer(operation: Operation) -> tuple[str, Any]:
    """The status of its success, and the JSON that it answers in the example, None if there is none."""
    for status, raw in operation.raw["responses"].items():
        if status.startswith("2"):
            return status, resolved(raw).get("content", {}).get(JSON, {}).get("example")
    raise ValueError(f"{operation.id} never succeeds")


def _sends(operation: Operation) -> bool:
    return body(operation) is not None


def _answers_json(operation: Operation) -> bool:
    return any(
        "content" in resolved(raw) for status, raw in operation.raw["responses"].items() if status.startswith("2")
    )


def _authority(operation: Operation) -> list[tuple[str, str, str]]:
    """By which one asks first of all: the name of a header, what stands there before the secret, and its name."""
    told = [(name, SCHEMES[name]) for name in operation.raw.get("security", [{}])[0]]
    return [
        ("Authorization", "Bearer ", SECRETS[name]) if one["type"] == "http" else (one["name"], "", SECRETS[name])
        for name, one in told
    ]


def _json(value: Any) -> str:
    """With its further lines two spaces to the right, as the options stand."""
    return json.dumps(value, indent=2, ensure_ascii=False).replace("\n", "\n  ")


def _braced(parts: list[str], spaces: int = 2) -> str:
    """An object of JavaScript: one short part on one line, else each on its own."""
    if len(parts) == 1 and "\n" not in parts[0]:
        return f"{{ {parts[0]} }}"
    indent = " " * spaces
    return "\n".join(["{", *(f"{indent}  {part}," for part in parts), f"{indent}}}"])


def _js_name(name: str) -> str:
    return name if name.isidentifier() else json.dumps(name)
