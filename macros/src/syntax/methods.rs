//! How the methods beside a function take their receivers, where the attribute stands on the impl or the trait around them. Of what else a
//! method is called, only its name is known.

use super::scope::Scope;
use std::collections::BTreeMap;
use std::rc::Rc;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Receiver {
    ByValue,
    ByReference,
}

/// The methods of an impl or a trait, by their names.
#[derive(Clone, Default)]
pub struct Methods {
    by_name: Rc<BTreeMap<String, Option<Receiver>>>,
    inherent: bool,
}

impl Methods {
    pub fn new<'s>(signatures: impl Iterator<Item = &'s syn::Signature>, scope: &Scope) -> Methods {
        let mut all = BTreeMap::new();
        for sig in signatures {
            let Some(receiver) = sig.receiver().map(receiver) else { continue };
            // Two of one name are two configurations.
            let known = all.entry(sig.ident.to_string()).or_insert(Some(receiver));
            if *known != Some(receiver) {
                *known = None;
            }
        }
        Methods { by_name: Rc::new(all), inherent: matches!(scope, Scope::Inherent(_)) }
    }

    /// Whether a call of `self` is one of these for certain: a trait need not be imported where it is implemented.
    pub fn are_inherent(&self) -> bool {
        self.inherent
    }

    pub fn receiver(&self, method: &syn::Ident) -> Option<Receiver> {
        self.by_name.get(&method.to_string()).copied().flatten()
    }
}

fn receiver(receiver: &syn::Receiver) -> Receiver {
    match &receiver.kind {
        syn::ReceiverKind::Reference(..) => Receiver::ByReference,
        syn::ReceiverKind::Typed(_, ty) if matches!(**ty, syn::Type::Reference(_)) => Receiver::ByReference,
        _ => Receiver::ByValue,
    }
}
