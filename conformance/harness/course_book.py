"""The courses that cases play, by what they are about; and which of them judge a requirement."""

from __future__ import annotations

from conformance.harness.course import Course, course

PARALLEL = (
    course("two_routes_the_better_goes_first", "bob x:good | ben x:even | bob -x | ben -x", "RR-2 RR-6 RR-9 RR-10"),
    course("two_routes_the_worse_goes_first", "ben x:even | bob x:good | ben -x | bob -x", "RR-9 RR-10 RQ-1"),
    course("two_ledgers_the_better_goes_first", "bob x:even | carol x:good | carol -x | bob -x", "RR-6 RR-9 RR-10"),
    course("two_ledgers_the_worse_goes_first", "carol x:good | bob x:even | bob -x | carol -x", "RR-9 RR-10"),
    course("three_routes_go_best_first", "bob x:good | ben x | carol x:poor | bob -x | ben -x | carol -x", "RR-6 RR-9"),
    course(
        "three_routes_go_worst_first", "bob x:good | ben x | carol x:poor | carol -x | ben -x | bob -x", "RR-9 RR-10"
    ),
    course(
        "three_routes_the_middle_one_first", "carol x:poor | bob x:good | ben x | ben -x | bob -x | carol -x", "RR-10"
    ),
    course(
        "the_second_best_is_left", "carol x:poor | ben x | bob x:good | bob -x | carol -x | ben -x", "RR-6 RR-7 RQ-1"
    ),
    course("gone_and_back", "bob x:good | ben x:even | bob -x | bob x:good | ben -x | bob -x", "RR-2 RR-6 RR-7 RR-9"),
    course("crossing_curves", "bob x:early | ben x:late | bob -x | bob x:early | ben -x", "LC-6 LC-12 RR-3 RR-21"),
    course("crossing_over_two_ledgers", "carol x:late | bob x:early | carol -x | bob -x", "LC-6 LC-12 RR-21"),
    course("a_third_that_adds_a_part", "bob x:steps | ben x:late | carol x:least | ben -x | bob -x", "LC-6 LC-12 RR-4"),
)
OWN = (
    course("ones_own_beside_anothers", "alice x:good | bob x:even | bob -x | alice -x", "RB-7 RR-2 RR-9"),
    course("ones_own_is_left", "bob x | alice x:good | ben x:poor | bob -x | ben -x | alice -x", "RB-7 RR-9 RR-10"),
    course("each_others", "alice x | bob x:good | alice -x | alice x:good | bob -x | alice -x", "RB-7 RR-9"),
    course("a_third_between", "carol x | alice x:good | bob x:poor | carol -x | alice -x | bob -x", "RB-7 RR-10"),
)
REPLACED = (
    course("better_and_better", "bob x:poor | bob x:even | bob x:good | bob -x", "RR-3 RR-4 RR-6 RR-9"),
    course("worse_and_worse", "bob x:good | bob x:even | bob x:poor | bob -x", "RR-3 RR-6"),
    course("narrower_and_wider", "bob x:even | bob x:narrow | bob x:even", "RR-3 RR-4 RR-6"),
    course("a_minimum_and_none", "bob x:even | bob x:least | bob x:even", "RR-3 RR-6"),
    course("the_best_becomes_the_worst", "bob x:good | ben x:even | bob x:poor | bob -x | ben -x", "RR-5 RR-6 RR-9"),
    course("the_worst_becomes_the_best", "bob x:poor | ben x:even | bob x:good | ben -x | bob -x", "RR-5 RR-6 RR-10"),
    course("replaced_over_another_ledger", "carol x | bob x:poor | carol x:poor | bob x:good | carol -x", "RR-5 RR-6"),
    course("the_same_again", "bob x | bob x | ben x | bob x | ben x | bob -x | ben -x", "RR-9 RR-10"),
    course("narrow_beside_wide", "bob x:narrow | ben x:poor | bob x:even | bob x:narrow | bob -x", "LC-6 LC-12 RR-6"),
)
AGAIN = (
    course("all_anew_after_withdrawing", "bob x y z | bob -x -y -z | bob x y z | bob -y | bob -z -x", "RR-2 RR-8 RR-9"),
    course("all_anew_without_withdrawing", "bob x y z | bob x y z | bob -y | bob x y z | bob -z -x", "RR-2 RR-8 RR-9"),
    course("one_for_another", "bob x | bob y -x | bob x -y | bob y -x | bob -y", "RR-2 RR-7 RR-9"),
)
NESTED = (
    course("nested_1_2_3", "bob x | ben x.a:poor | carol x.a.b:good | bob -x | ben -x.a | carol -x.a.b", "QT-10 RR-8"),
    course("nested_1_3_2", "bob x | ben x.a.b:poor | carol x.a | ben -x.a.b | bob -x | carol -x.a", "QT-10 RR-9"),
    course("nested_2_1_3", "bob x.a | ben x:good | carol x.a.b | carol -x.a.b | bob -x.a | ben -x", "QT-10 RR-7"),
    course("nested_2_3_1", "bob x.a:poor | ben x.a.b | carol x | bob -x.a | carol -x | ben -x.a.b", "QT-10 RR-8"),
    course("nested_3_1_2", "bob x.a.b | ben x:poor | carol x.a | carol -x.a | ben -x | bob -x.a.b", "QT-10 RR-9"),
    course("nested_3_2_1", "bob x.a.b:poor | ben x.a | carol x:good | ben -x.a | bob -x.a.b | carol -x", "QT-10 RR-7"),
    course(
        "nested_at_one_peer",
        "bob x x.a x.a.b x.a.b.c | bob -x.a | bob -x.a.b.c | bob x.a -x | bob -x.a -x.a.b",
        "RR-8 RR-9",
    ),
    course("nested_with_two_at_the_end", "carol x | bob x.a | ben x.a:good | bob -x.a | ben -x.a", "QT-10 RR-7 RR-10"),
)
TRADED = (
    course(
        "one_from_each_ledger",
        "alice x | bob y | carol z | dave v | alice -x | bob -y | carol -z | dave -v",
        "RR-2 RR-9",
    ),
    course(
        "the_same_from_each_ledger",
        "dave x:poor | carol x | bob x:good | alice x | bob -x | carol -x | dave -x",
        "RR-10 RR-9",
    ),
    course(
        "each_ledger_by_turns",
        "carol x | dave x:good | carol -x | carol x:good | dave -x | bob x:poor | carol -x",
        "RR-6 RR-9",
    ),
)
SLOW = (
    course("withdrawn_meanwhile", "bob x y | bob z | bob -x | bob -z", "RR-9"),
    course("replaced_meanwhile", "bob x | bob y | bob x:good | bob x:poor", "RR-6"),
    course("announced_meanwhile", "bob y | bob x | bob -x | bob x -y", "RR-2"),
    course("left_meanwhile", "bob x:good | bob y | ben x:poor | bob -x | ben y:poor | bob -y", "RR-6"),
)
STEPWISE = (*PARALLEL, *OWN, *REPLACED, *AGAIN, *NESTED, *TRADED)


def judging(requirement: str, courses: tuple[Course, ...] = STEPWISE) -> list[tuple[str, Course]]:
    """(name, course) of those with cases about the requirement."""
    return [(each.name, each) for each in courses if requirement in each.judged]
