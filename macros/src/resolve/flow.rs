//! The flow graph of a body: what happens to locals, in which order, and where control may go. Only facts about locals matter, so a node is
//! a list of events. A panic is no edge: nothing is saved while unwinding.
//!
//! A way that is missing makes drop flags wrong, and so does one too many, which makes copies of what was moved: conditions are taken apart
//! as rustc does it, what never returns ends its way, and where a macro may go is kept apart from what rustc sees for certain.

use crate::index::{Id, IdSet, IndexVec, LocalId, NodeId, PartId, PointId, ThawId, UseId};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The local comes to life, with a value or without one.
    Declare {
        local: LocalId,
        initialised: bool,
    },
    Use(UseId),
    /// `local = value`; nobody knows whether a macro does what it is given.
    Assign {
        local: LocalId,
        certain: bool,
    },
    /// A part of a local is taken, if it is.
    Part(PartId),
    /// A local that was taken for a match goes back, because no pattern matched.
    PutBack(LocalId),
    Point(PointId),
    Thaw(ThawId),
}

#[derive(Default)]
pub struct Node {
    pub events: Vec<Event>,
    pub next: Vec<NodeId>,
    /// Where control may go if a macro makes it.
    pub unseen: Vec<NodeId>,
}

/// Which ways control is taken to go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ways {
    /// All that it may go.
    All,
    /// Those that it goes in rustc's eyes too.
    Seen,
}

impl Node {
    fn ways(&self, ways: Ways) -> impl Iterator<Item = NodeId> {
        let unseen = if ways == Ways::All { &self.unseen[..] } else { &[] };
        self.next.iter().chain(unseen).copied()
    }
}

pub type Flow = IndexVec<NodeId, Node>;

/// A place that `break` or `continue` can go to.
struct Target {
    label: Option<String>,
    exit: NodeId,
    /// Absent for a labelled block.
    again: Option<NodeId>,
}

/// Where an argument of a macro began.
pub struct Argument {
    before: NodeId,
    /// Its first node. All of its nodes are younger; that of what comes before it may be older or younger than others.
    first: NodeId,
    /// [`FlowBuilder::ends`] at its beginning.
    ends: usize,
}

/// The places around a closure.
pub struct Around(Vec<Target>);

pub struct FlowBuilder {
    flow: Flow,
    current: NodeId,
    targets: Vec<Target>,
    /// How often control was found not to come past something.
    ends: usize,
}

impl FlowBuilder {
    pub fn new() -> Self {
        let mut flow = Flow::default();
        let current = flow.push(Node::default());
        FlowBuilder { flow, current, targets: Vec::new(), ends: 0 }
    }

    pub fn finish(self) -> Flow {
        self.flow
    }

    pub fn event(&mut self, event: Event) {
        self.flow[self.current].events.push(event)
    }

    pub fn node(&mut self) -> NodeId {
        self.flow.push(Node::default())
    }

    pub fn edge(&mut self, to: NodeId) {
        let current = self.current;
        self.flow[current].next.push(to)
    }

    pub fn goto(&mut self, to: NodeId) {
        self.edge(to);
        self.current = to
    }

    /// Goes on in `node`, without an edge to it.
    pub fn resume_in(&mut self, node: NodeId) {
        self.current = node
    }

    /// The code here may branch to somewhere else: what follows is a node of its own.
    pub fn fork(&mut self) -> NodeId {
        let next = self.node();
        let here = self.current;
        self.goto(next);
        here
    }

    /// Control goes on, or goes to `other`.
    pub fn fork_to(&mut self, other: NodeId) {
        self.edge(other);
        self.fork();
    }

    /// Control does not come past this.
    pub fn diverge(&mut self) {
        self.ends += 1;
        self.current = self.node()
    }

    /// The argument of a macro begins, which may not be evaluated, or not all of it.
    pub fn enter_argument(&mut self) -> Argument {
        let before = self.fork();
        Argument { before, first: self.current, ends: self.ends }
    }

    /// Control may come past what ends its way in an argument: a macro need not do it, or may do it in a loop of its own.
    ///
    /// ```text
    /// check!(ok, { x = new(); return 1 });        x keeps the value that it had, or has another
    /// ```
    pub fn leave_argument(&mut self, argument: Argument) {
        if self.ends == argument.ends {
            return;
        }
        let inside = (argument.first.index()..self.flow.len()).map(NodeId::new);
        let events = inside.flat_map(|node| &self.flow[node].events);
        let assigned: Vec<Event> = events.filter(|event| matches!(event, Event::Assign { .. })).copied().collect();
        let is_reached = self.reaches(argument.before, self.current);
        let after = self.node();
        self.goto(after);
        if !is_reached {
            self.flow[argument.before].unseen.push(after);
        }
        assigned.into_iter().for_each(|event| self.event(event))
    }

    fn reaches(&self, from: NodeId, to: NodeId) -> bool {
        let (mut seen, mut pending) = (IdSet::new(), vec![from]);
        while let Some(node) = pending.pop() {
            if node == to {
                return true;
            }
            pending.extend(self.flow[node].next.iter().filter(|next| seen.insert(**next)));
        }
        false
    }

    pub fn branch(&mut self, from: NodeId) -> NodeId {
        let node = self.node();
        self.flow[from].next.push(node);
        self.current = node;
        node
    }

    /// The next arm of a match is tried where the last, which began in `arm`, does not match, and where its guard says no.
    pub fn next_arm(&mut self, arm: NodeId, refused: Option<NodeId>) -> NodeId {
        let Some(refused) = refused else { return arm };
        self.flow[arm].next.push(refused);
        refused
    }

    /// The ways that met in the current node part again, and what has happened in it happens on each of them.
    pub fn part_again(&mut self, ways: &[NodeId]) -> Vec<NodeId> {
        let met = self.current;
        let events = std::mem::take(&mut self.flow[met].events);
        let again = ways.iter().map(|&way| {
            let node = self.flow.push(Node { events: events.clone(), ..Node::default() });
            self.flow[way].next.retain(|next| *next != met);
            self.flow[way].next.push(node);
            node
        });
        again.collect()
    }

    pub fn current(&self) -> NodeId {
        self.current
    }

    pub fn enter_loop(&mut self, label: Option<&syn::Label>) {
        let again = self.node();
        let exit = self.node();
        self.goto(again);
        self.targets.push(Target { label: name(label), exit, again: Some(again) })
    }

    /// The end of a loop's body.
    pub fn leave_loop(&mut self) {
        let Some(target) = self.targets.pop() else { return };
        if let Some(again) = target.again {
            self.edge(again)
        }
        self.current = target.exit
    }

    /// Whether `break` or `continue` would go somewhere.
    pub fn is_in_loop(&self) -> bool {
        !self.targets.is_empty()
    }

    /// Whether there is a loop around.
    pub fn is_repeated(&self) -> bool {
        self.targets.iter().any(|target| target.again.is_some())
    }

    /// What stands in a closure goes to none of the places around it.
    pub fn enter_closure(&mut self) -> Around {
        Around(std::mem::take(&mut self.targets))
    }

    pub fn leave_closure(&mut self, around: Around) {
        self.targets = around.0
    }

    pub fn enter_labelled(&mut self, label: Option<&syn::Label>) {
        let exit = self.node();
        self.targets.push(Target { label: name(label), exit, again: None })
    }

    pub fn leave_labelled(&mut self) {
        let Some(target) = self.targets.pop() else { return };
        self.goto(target.exit)
    }

    pub fn break_to(&mut self, label: Option<&syn::Lifetime>) {
        self.leave_for(label, |target| Some(target.exit))
    }

    /// Control may leave the innermost loop here, or go on.
    pub fn may_break(&mut self) {
        match self.exit() {
            Some(exit) => self.fork_to(exit),
            None => _ = self.fork(),
        }
    }

    /// Where control goes when it leaves the innermost loop.
    pub fn exit(&self) -> Option<NodeId> {
        self.target(None).map(|target| target.exit)
    }

    pub fn continue_to(&mut self, label: Option<&syn::Lifetime>) {
        self.leave_for(label, |target| target.again)
    }

    /// Control goes to the innermost target of that name. Names that look the same need not be: macros have labels of their own.
    fn leave_for(&mut self, label: Option<&syn::Lifetime>, place: impl Fn(&Target) -> Option<NodeId>) {
        let named: Vec<NodeId> = match label {
            Some(_) => self.named(label).filter_map(place).collect(),
            None => self.target(None).and_then(place).into_iter().collect(),
        };
        match &named[..] {
            [] => self.may_leave(),
            [innermost, others @ ..] => {
                self.flow[self.current].unseen.extend(others);
                self.edge(*innermost)
            }
        }
        self.diverge()
    }

    /// A macro may leave the loops and labelled blocks around it, or go to their next turns.
    pub fn may_leave(&mut self) {
        let targets = self.targets.iter().flat_map(|target| [Some(target.exit), target.again]);
        let unseen: Vec<NodeId> = targets.flatten().collect();
        if !unseen.is_empty() {
            self.flow[self.current].unseen.extend(unseen);
            self.fork();
        }
    }

    fn target(&self, label: Option<&syn::Lifetime>) -> Option<&Target> {
        self.named(label).next()
    }

    /// The targets that a label may mean, or the loops without one, innermost first.
    fn named(&self, label: Option<&syn::Lifetime>) -> impl Iterator<Item = &Target> {
        let wanted = label.map(|label| label.ident.to_string());
        self.targets.iter().rev().filter(move |target| match &wanted {
            Some(wanted) => target.label.as_ref() == Some(wanted),
            None => target.again.is_some(),
        })
    }
}

fn name(label: Option<&syn::Label>) -> Option<String> {
    label.map(|label| label.name.ident.to_string())
}

/// Solves a forward problem: `transfer` turns what holds before a node into what holds after it.
pub fn forward<I: Id>(flow: &Flow, ways: Ways, transfer: impl Fn(&Node, &mut IdSet<I>)) -> IndexVec<NodeId, IdSet<I>> {
    let mut before: IndexVec<NodeId, IdSet<I>> = flow.ids().map(|_| IdSet::new()).collect();
    let mut pending: Vec<NodeId> = flow.ids().collect();
    while let Some(id) = pending.pop() {
        let mut facts = before[id].clone();
        transfer(&flow[id], &mut facts);
        for next in flow[id].ways(ways) {
            if before[next].union_with(&facts) {
                pending.push(next)
            }
        }
    }
    before
}

/// Solves a backward problem: `transfer` turns what holds after a node into what holds before it. The result is what holds after each.
pub fn backward<I: Id>(flow: &Flow, ways: Ways, transfer: impl Fn(&Node, &mut IdSet<I>)) -> IndexVec<NodeId, IdSet<I>> {
    let mut after: IndexVec<NodeId, IdSet<I>> = flow.ids().map(|_| IdSet::new()).collect();
    let mut changed = true;
    while changed {
        changed = false;
        for id in flow.ids().rev() {
            for next in flow[id].ways(ways) {
                let mut facts = after[next].clone();
                transfer(&flow[next], &mut facts);
                changed |= after[id].union_with(&facts);
            }
        }
    }
    after
}
