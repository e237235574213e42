//! Methods whose names say too little, of locals of which something is known.

mod asked;
mod finished;
mod hidden;
mod known_types;
mod misnamed;
mod requests;
