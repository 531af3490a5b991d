"""Results of looks at a review, kept as long as nothing that they follow from was changed.

Every transaction that changes a table seals what it changed in the audit trail, so that the digest
of the newest seal stands for all that the database says; the plan and the framework have digests
of their own. A reading that is noted ends what was kept too. Only looks are kept: whatever acts
asks anew.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from inspect_tool.store import queries

if TYPE_CHECKING:
    from inspect_tool.domain.review import Review
    from inspect_tool.store.database import UnitOfWork

T = TypeVar("T")
MOST_KEPT = 32  # of each kind, over all people who ask


class KeptResults(Generic[T]):
    """Results of one kind, each for the person who asked.

    Nobody gets what was found for somebody else: the actor, with roles and conflicts of interest,
    is part of what a result is kept under.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def of(
        self, work: UnitOfWork, review: Review, look: Callable[[], T], *, also: Hashable = ()
    ) -> T:
        """What the look finds, or found when everything was as it is now.

        Args:
            also: What else it follows from, which the database, the plan and the framework do not
                have, such as sentences of the narrative.
        """
        seal = queries.newest_seal(work)
        if seal is None:
            return look()
        digests = (review.plan_digest, review.framework_digest, review.written_digest)
        key = (seal.sequence, seal.digest, *digests, work.actor, also)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = look()  # not under the lock: two at once may look twice
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found
