"""What made-up requests may not do: call addresses of others, and take away the keys that this network's tests use."""

import re

import schemathesis

# Nobody listens there; the gateway's attempts stay on this machine.
NOWHERE = "http://127.0.0.1:9/"
KEY = re.compile(r"key_[0-9a-f]+")
made: set[str] = set()


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, object]) -> None:
    operation = case.operation.definition.raw.get("operationId")
    if operation == "addWebhook" and isinstance(case.body, dict) and isinstance(case.body.get("url"), str):
        case.body["url"] = NOWHERE
    if operation == "addWebhook" and isinstance(case.body, bytes):
        case.body = b"{"
    name = {"revokeKey": "id", "rotateKey": "key"}.get(operation)
    if name and KEY.fullmatch(str(case.path_parameters.get(name))) and case.path_parameters[name] not in made:
        case.path_parameters[name] = max(made, default="key_" + "0" * 24)


@schemathesis.hook
def after_call(context: schemathesis.HookContext, case: schemathesis.Case, response: schemathesis.Response) -> None:
    if response.status_code == 201 and case.operation.definition.raw.get("operationId") in ("makeKey", "rotateKey"):
        made.add(response.json()["id"])
