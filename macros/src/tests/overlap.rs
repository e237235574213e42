//! Which slots share storage.

use crate::frame::overlap::{Graph, Layout};
use crate::index::{Id, IdSet, SlotId};

fn graph(weights: &[u64], conflicts: &[(usize, usize)]) -> Graph {
    let mut graph =
        Graph { conflicts: weights.iter().map(|_| IdSet::new()).collect(), weights: weights.iter().copied().collect() };
    for &(a, b) in conflicts {
        graph.conflicts[SlotId::new(a)].insert(SlotId::new(b));
        graph.conflicts[SlotId::new(b)].insert(SlotId::new(a));
    }
    graph
}

/// `(…)` is a struct, `[…]` a union.
fn shown(layout: &Layout) -> String {
    let all = |parts: &[Layout]| parts.iter().map(shown).collect::<Vec<_>>().join(" ");
    match layout {
        Layout::Slot(slot) => slot.index().to_string(),
        Layout::Together(parts) => format!("({})", all(parts)),
        Layout::Apart(parts) => format!("[{}]", all(parts)),
    }
}

fn check(weights: &[u64], conflicts: &[(usize, usize)], expected: &str) {
    assert_eq!(shown(&graph(weights, conflicts).lay_out()), expected);
}

#[test]
fn scopes_nest() {
    check(&[24], &[], "0");
    check(&[24, 24], &[], "[0 1]");
    check(&[24, 24], &[(0, 1)], "(0 1)");
    // `0` lives around two scopes, in each of which something lives beside a future.
    let conflicts = [(0, 1), (0, 2), (0, 3), (0, 4), (1, 2), (3, 4)];
    check(&[24; 5], &conflicts, "(0 [(1 2) (3 4)])");
}

#[test]
fn a_value_that_is_handed_on_takes_two_places() {
    let conflicts = [(0, 1), (1, 2), (2, 3), (3, 4)];
    check(&[100; 5], &conflicts, "([0 2 4] [1 3])");
}

#[test]
fn little_is_not_worth_a_union() {
    check(&[1, 100], &[], "(0 1)");
    check(&[2, 3, 100], &[(1, 2)], "(0 1 2)");
}

/// The invariant: slots that conflict never lie one over the other, and each slot lies somewhere once.
#[test]
fn no_conflict_in_any_union() {
    let mut seed = 1u64;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (seed >> 33) % below
    };
    for _ in 0..2000 {
        let count = 1 + random(14) as usize;
        let weights: Vec<u64> = (0..count).map(|_| 1 + random(200)).collect();
        let density = 1 + random(9);
        let pairs = (0..count).flat_map(|a| (0..a).map(move |b| (a, b)));
        let conflicts: Vec<(usize, usize)> = pairs.filter(|_| random(10) < density).collect();
        let graph = graph(&weights, &conflicts);
        let mut slots = holds(&graph, &graph.lay_out());
        slots.sort();
        assert!(slots.iter().copied().eq(graph.weights.ids()), "{conflicts:?}");
    }
}

/// A long function is laid out in reasonable time.
#[test]
fn many_slots() {
    let count = 400;
    let conflicts: Vec<(usize, usize)> =
        (0..count).flat_map(|a| (a + 1..count.min(a + 4)).map(move |b| (a, b))).collect();
    let graph = graph(&vec![24; count], &conflicts);
    assert_eq!(holds(&graph, &graph.lay_out()).len(), count);
}

fn holds(graph: &Graph, layout: &Layout) -> Vec<SlotId> {
    match layout {
        Layout::Slot(slot) => vec![*slot],
        Layout::Together(parts) => parts.iter().flat_map(|part| holds(graph, part)).collect(),
        Layout::Apart(parts) => {
            let parts: Vec<Vec<SlotId>> = parts.iter().map(|part| holds(graph, part)).collect();
            for (index, part) in parts.iter().enumerate() {
                for &slot in part {
                    let others = parts[..index].iter().flatten();
                    others.for_each(|&other| assert!(!graph.conflicts[slot].contains(other), "{slot:?} {other:?}"));
                }
            }
            parts.into_iter().flatten().collect()
        }
    }
}
