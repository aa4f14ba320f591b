"""A hundred people cancel while two hundred register and staff add ten places: never above the capacity.

    python -m benchmarks.churn [--places 150]

What holds a place is counted every 50 ms beside the capacity of that instant. At the end those who were offered a place
are the first who waited, and each was written to once. Ends with 1 if not.
"""

import argparse
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from benchmarks.house import Resident, ask, portal, prepare
from benchmarks.last_places import READING, confirm_all, new_event

LEAVING, COMING, ADDED = 100, 200, 10


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.churn", description=__doc__)
    parser.add_argument("--places", type=int, default=150)
    chosen = parser.parse_args()
    prepare()
    with portal() as port:
        faults = run(port, places=chosen.places)
    for fault in faults:
        print(f"WRONG: {fault}")
    return 1 if faults else 0


def run(port: int, *, places: int) -> list[str]:
    from django.utils import timezone

    from events.services.registering import set_capacity

    event = new_event(places)
    path = f"/agenda/{event.slug}/inscription/"
    # The room is full and fifty people wait already.
    _press_all([Resident(number, port, path) for number in range(places + 50)])
    confirm_all(event, port)
    held = list(event.registrations.holding())
    leaving = [f"/inscriptions/{row.link_token}/" for row in held[:LEAVING]]
    coming = [Resident(1000 + number, port, path) for number in range(COMING)]
    _open(coming)
    over, samples, done = [], [], threading.Event()
    sampler = threading.Thread(target=_sample, args=[event.pk, samples, over, done])
    sampler.start()
    began = time.monotonic()
    with ThreadPoolExecutor(48) as pool:
        for link in leaving:
            pool.submit(ask, port, "POST", link, form={"action": "cancel"})
        for person in coming:
            pool.submit(person.press)
        pool.submit(set_capacity, event, capacity=places + ADDED, by=None, at=timezone.now())
    seconds = time.monotonic() - began
    done.set()
    sampler.join()
    print(
        f"{LEAVING} left, {COMING} came, {ADDED} places more, in {seconds:.1f} s; "
        f"{len(samples)} samples, {max(samples)} places held at most"
    )
    return [f"{count} hold a place for {capacity}" for count, capacity in over] + judge(event, places=places)


def _open(people: list[Resident]) -> None:
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(Resident.open_form, people))
    time.sleep(READING)


def _press_all(people: list[Resident]) -> None:
    _open(people)
    # One after another, so that their order is known.
    for person in people:
        person.press()


def _sample(event: int, samples: list[int], over: list[tuple[int, int]], done: threading.Event) -> None:
    from django.db import connection

    from events.enums import HOLDING_STATES

    query = (
        "SELECT (SELECT count(*) FROM events_registration WHERE event_id = %s AND state = ANY(%s)), "
        "(SELECT capacity FROM events_event WHERE entry_ptr_id = %s)"
    )
    while not done.is_set():
        with connection.cursor() as cursor:
            cursor.execute(query, [event, [str(state) for state in HOLDING_STATES], event])
            held, capacity = cursor.fetchone()
        samples.append(held)
        if held > capacity:
            over.append((held, capacity))
        time.sleep(0.05)
    connection.close()


def judge(event, *, places: int) -> list[str]:
    from events.enums import RegistrationState
    from events.models import RegistrationTransition
    from portal.mail.models import Message

    faults = []
    rows = event.registrations.order_by("created_at", "pk")
    waited = [row for row in rows if row.waitlisted_at is not None]
    offered = [row for row in waited if row.offered_at is not None]
    still = [row for row in waited if row.state == RegistrationState.WAITLISTED]
    if (
        offered
        and still
        and max(row.waitlisted_at for row in offered) > min(row.waitlisted_at for row in still)
    ):
        faults.append("somebody who came later was offered a place first")
    # Written under the lock: the order in which the list was joined and left, whatever the clock of each request said.
    moves = RegistrationTransition.objects.filter(registration__event=event).order_by("pk")
    joined = list(moves.filter(to_state=RegistrationState.WAITLISTED).values_list("registration", flat=True))
    served = list(moves.filter(to_state=RegistrationState.OFFERED).values_list("registration", flat=True))
    if served != joined[: len(served)]:
        faults.append("a place was offered out of the order of the list")
    held = event.registrations.holding().count()
    if held != places + ADDED:
        faults.append(f"{held} places held at the end, for {places + ADDED}")
    letters = Message.objects.filter(
        kind="events.registration_offered", context__registration__in=[row.pk for row in offered]
    )
    written = Counter(letters.values_list("context__registration", flat=True))
    if written != Counter(row.pk for row in offered):
        faults.append(f"{letters.count()} offers written to {len(written)} of {len(offered)} people")
    print(f"{len(offered)} were offered a place in order, {len(still)} wait, {held} places held")
    return faults


if __name__ == "__main__":
    sys.exit(main())
