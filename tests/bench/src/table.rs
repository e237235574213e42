//! The table that every benchmark prints: `name ours native ratio`, and the geometric mean of the ratios.

/// One comparison. Less is better.
pub struct Row {
    pub name: String,
    pub ours: f64,
    pub native: f64,
    pub ratio: f64,
}

impl Row {
    /// A row whose ratio is that of its numbers.
    pub fn new(name: &str, ours: f64, native: f64) -> Row {
        Row { name: name.to_owned(), ours, native, ratio: ours / native }
    }
}

/// Prints each row as soon as it is known.
pub struct Table {
    digits: usize,
    logarithms: Vec<f64>,
}

impl Table {
    /// Begins a table of numbers in this unit, printed with so many digits after the point.
    pub fn begin(unit: &str, digits: usize) -> Table {
        println!("{:<28}{:>14}{:>14}{:>9}", unit, "ours", "native", "ratio");
        Table { digits, logarithms: Vec::new() }
    }

    pub fn print(&mut self, row: &Row) {
        let digits = self.digits;
        println!("{:<28}{:>14.digits$}{:>14.digits$}{:>9.3}", row.name, row.ours, row.native, row.ratio);
        self.logarithms.push(row.ratio.ln());
    }

    /// Prints the geometric mean of the ratios.
    pub fn end(self) {
        let mean = (self.logarithms.iter().sum::<f64>() / self.logarithms.len() as f64).exp();
        println!("{:<28}{:>37.3}", "geometric mean", mean);
    }
}

/// The middle one, of an odd number of values.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
