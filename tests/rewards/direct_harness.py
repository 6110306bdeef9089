"""The smallest harness of verifiers: one question to the model, in this process. (Its own ones download a program.)"""

from typing import Any

import httpx
import verifiers.v1 as vf


class DirectHarness(vf.Harness[vf.HarnessConfig]):  # type: ignore[misc]
    APPENDS_SYSTEM_PROMPT = True
    NEEDS_CONTAINER = False
    EXECUTES_CODE = False

    async def launch(
        self, ctx: Any, trace: Any, runtime: Any, endpoint: str, secret: str, mcp_urls: dict[str, str], data: Any
    ) -> Any:
        body = {"model": ctx.model, "messages": [{"role": "user", "content": data.prompt}]}
        async with httpx.AsyncClient(timeout=20) as client:
            headers = {"authorization": f"Bearer {secret}"}
            reply = await client.post(f"{endpoint}/chat/completions", headers=headers, json=body)
        return vf.ProgramResult(exit_code=int(reply.status_code != 200), stdout="", stderr=reply.text)


__all__ = ["DirectHarness"]
