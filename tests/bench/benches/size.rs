//! Bytes per frame: `cargo bench -p bench --bench size -- [part of a name]`.

#[path = "../../frame_sizes/shapes/mod.rs"]
mod shapes;

use bench::{command::Command, table};

fn main() {
    let command = Command::read(&[]);
    let mut table = table::Table::begin("bytes", 0);
    for shape in shapes::all().iter().filter(|shape| command.wants(shape.name)) {
        table.print(&table::Row::new(shape.name, shape.ours as f64, shape.native as f64));
    }
    table.end();
}
