"""Group commit: what all connections have to record at one moment goes to the outbox in one go.

A message's dot leaves only after the mark for it is kept, and after what its connection heard about the
message before it is kept. So after a crash at most one message per connection is in doubt.
"""

from __future__ import annotations

import asyncio

from pdca.services.mailing.outgoing import BeforeDot, Result, Settled


class Gate:
    """Collects results and dots of one tick of the event loop, and passes them on together."""

    def __init__(self, before_dot: BeforeDot, settled: Settled) -> None:
        self._before_dot = before_dot
        self._settled = settled
        self._results: list[Result] = []
        self._leaving: list[tuple[str, asyncio.Future[bool]]] = []
        self._pump: asyncio.Task[None] | None = None

    def settle(self, result: Result) -> None:
        """Record what became of a message, soon."""
        self._results.append(result)
        self._start()

    async def may_leave(self, id: str) -> bool:
        """Wait until the mark of a message is kept; say whether it is still ours to send."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._leaving.append((id, future))
        self._start()
        return await future

    async def close(self) -> None:
        """Wait until everything is recorded."""
        if self._pump is not None:
            await self._pump

    async def abandon(self) -> None:
        """Stop recording, because the run failed."""
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)

    def _start(self) -> None:
        if self._pump is None or self._pump.done():
            if self._pump is not None:
                self._pump.result()  # what the outbox could not keep stops the run
            self._pump = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        leaving: list[tuple[str, asyncio.Future[bool]]] = []
        try:
            while self._results or self._leaving:
                await asyncio.sleep(0)  # the other connections of this tick have their say too
                results, self._results = self._results, []
                leaving, self._leaving = self._leaving, []
                if results:
                    await self._settled(results)
                if leaving:
                    ours = await self._before_dot([id for id, _ in leaving])
                    for id, future in leaving:
                        if not future.done():
                            future.set_result(id in ours)
        except Exception as error:
            for _, future in (*leaving, *self._leaving):
                if not future.done():
                    future.set_exception(error)
            raise
