"""Five hundred people press the button for fifty places: who gets one, who waits, and in what order.

    python -m benchmarks.last_places [--rounds 20] [--clients 500] [--places 50]

Every client is a thread with its own connection and its own address; one in five clicks twice at once. After the rush,
whoever holds a place confirms it by the private link. A last round with the lock taken off must sell too many.
Ends with 1 if a round is wrong, or if the control saw nothing.
"""

import argparse
import datetime as dt
import statistics
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from benchmarks.house import Resident, ask, portal, prepare

# No person fills the form in less than two seconds, and the portal knows it.
READING = 2.2
# As many addresses as one first number has (`Resident.place`).
NETWORK = 62_500


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.last_places", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--clients", type=int, default=500)
    parser.add_argument("--places", type=int, default=50)
    chosen = parser.parse_args()
    prepare()
    wrong, rates = 0, []
    with portal() as port:
        for number in range(1, chosen.rounds + 1):
            event, seconds, statuses = rush(port, clients=chosen.clients, places=chosen.places, number=number)
            faults = judge(event, statuses, clients=chosen.clients, places=chosen.places)
            rates.append(sum(statuses.values()) / seconds)
            print(
                f"round {number:2}: {seconds:5.1f} s, {rates[-1]:4.0f} requests/s, {dict(statuses)}",
                flush=True,
            )
            for fault in faults:
                print(f"  WRONG: {fault}")
            wrong += bool(faults)
    print(
        f"{chosen.rounds - wrong} rounds of {chosen.rounds} right; median {statistics.median(rates):.0f} requests/s"
    )
    with portal("benchmarks.unlocked") as port:
        event, _seconds, _statuses = rush(
            port, clients=chosen.clients, places=chosen.places, number=0, confirming=False
        )
        held = event.registrations.holding().count()
        print(f"control without the lock: {held} places given for {chosen.places}")
    return 1 if wrong or held <= chosen.places else 0


def rush(port: int, *, clients: int, places: int, number: int, confirming: bool = True):
    """One meeting, everybody at once. The meeting, the seconds it lasted, the answers by status.

    Each round comes from networks of its own: twenty crowds in a few minutes from the same are held back as robots.
    """
    event = new_event(places)
    people = [
        Resident(
            number * NETWORK + one,
            port,
            f"/agenda/{event.slug}/inscription/",
            clicks=2 if one % 5 == 0 else 1,
        )
        for one in range(clients)
    ]
    with ThreadPoolExecutor(32) as pool:
        list(pool.map(Resident.open_form, people))
    time.sleep(READING)
    start = threading.Barrier(sum(person.clicks for person in people) + 1)

    def press(person: Resident) -> None:
        start.wait()
        person.press()

    threads = [
        threading.Thread(target=press, args=[person]) for person in people for _click in range(person.clicks)
    ]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.monotonic()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - began
    if confirming:
        confirm_all(event, port)
    return event, seconds, Counter(status for person in people for status in person.statuses)


def new_event(places: int):
    from django.utils import timezone

    from events.enums import EventPrecision
    from events.models import Event
    from portal.core.enums import PublicationState

    now = timezone.now()
    event = Event(
        title="Dernières places",
        slug=f"dernieres-places-{now:%H%M%S%f}",
        state=PublicationState.PUBLISHED,
        published_at=now,
        precision=EventPrecision.DAY,
        day=now.date() + dt.timedelta(days=30),
        capacity=places,
        registration_opens_at=now - dt.timedelta(days=1),
        registration_closes_at=now + dt.timedelta(days=20),
    )
    event.save()
    return event


def confirm_all(event, port: int) -> None:
    """Each by the private link that the mail carries, all at once."""
    links = [f"/inscriptions/{row.link_token}/" for row in event.registrations.holding()]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda link: ask(port, "POST", link, form={"action": "confirm"}), links))


def judge(event, statuses: Counter, *, clients: int, places: int) -> list[str]:
    """What is not as it must be, in words."""
    from events.enums import RegistrationState
    from events.notifications import position_of
    from portal.mail.models import Message

    states = Counter(event.registrations.values_list("state", flat=True))
    expected = {RegistrationState.CONFIRMED: places, RegistrationState.WAITLISTED: clients - places}
    waiting = list(event.registrations.waiting())
    positions = [position_of(row) for row in waiting]
    letters = Message.objects.filter(
        kind__in=["events.registration_confirm", "events.registration_waitlisted"],
        context__registration__in=list(event.registrations.values_list("pk", flat=True)),
    )
    faults = []
    if dict(states) != {str(state): count for state, count in expected.items()}:
        faults.append(f"states {dict(states)}")
    if positions != list(range(1, clients - places + 1)):
        faults.append("positions with a hole or a tie")
    if set(statuses) != {302}:
        faults.append(f"answers {dict(statuses)}")
    written = Counter(letters.values_list("context__registration", flat=True))
    if len(written) != clients or set(written.values()) != {1}:
        faults.append(f"{letters.count()} first letters to {len(written)} of {clients} people")
    return faults


if __name__ == "__main__":
    sys.exit(main())
