//! The command. `cargo run -p generator -- --help` says what it can do.

use generator::batch::{Edition, Workshop};
use generator::program::{Name, Program};
use generator::{campaign, generate, shrink};
use lexopt::{Arg, ValueExt};
use std::path::PathBuf;
use std::process::ExitCode;

const HELP: &str = "\
Random async bodies, compared with rustc's async fn.

  --seed SEED          which programs [1]
  --count COUNT        how many [200]
  --first NUMBER       the number of the first [0]
  --program SEED/NUMBER  one program: prints it and what comes of it
  --file PATH          the items in a file, `#[co]` above each coroutine, of which `body()` is called
  --shrink             with --program or --file: the smallest program of which the same comes
  --edition EDITION    of the programs: 2018, 2021 or 2024 [2024]
  --list               names each program that is not alike, and says why
  --directory PATH     where to build [target/generator]; two processes must not share one";

struct Options {
    seed: u32,
    first: u32,
    count: u32,
    program: Option<Name>,
    file: Option<PathBuf>,
    shrinks: bool,
    lists: bool,
    edition: Edition,
    directory: PathBuf,
}

fn main() -> ExitCode {
    match options().map_err(|error| error.to_string()).and_then(|options| match options {
        Some(options) => run(&options).map_err(|error| error.to_string()),
        None => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
    }) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn options() -> Result<Option<Options>, lexopt::Error> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/generator");
    let mut options = Options {
        seed: 1,
        first: 0,
        count: 200,
        program: None,
        file: None,
        shrinks: false,
        lists: false,
        edition: Edition::Of2024,
        directory,
    };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("seed") => options.seed = arguments.value()?.parse()?,
            Arg::Long("first") => options.first = arguments.value()?.parse()?,
            Arg::Long("count") => options.count = arguments.value()?.parse()?,
            Arg::Long("program") => options.program = Some(arguments.value()?.parse()?),
            Arg::Long("file") => options.file = Some(PathBuf::from(arguments.value()?)),
            Arg::Long("shrink") => options.shrinks = true,
            Arg::Long("list") => options.lists = true,
            Arg::Long("edition") => options.edition = arguments.value()?.parse()?,
            Arg::Long("directory") => options.directory = PathBuf::from(arguments.value()?),
            Arg::Short('h') | Arg::Long("help") => return Ok(None),
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Some(options))
}

fn run(options: &Options) -> std::io::Result<ExitCode> {
    let workshop = Workshop::new(options.directory.clone(), options.edition)?;
    let file = options.file.as_ref().map(std::fs::read_to_string).transpose()?;
    let from_file = file.map(|items| Program::new(Name { seed: 0, number: 0 }, items, "body()".into()));
    if let Some(mut program) = from_file.or_else(|| options.program.map(generate::program)) {
        let mut verdict = workshop.judge(std::slice::from_ref(&program))?.remove(0);
        if options.shrinks {
            (program, verdict) = shrink::shrink(&workshop, &program, &verdict)?;
        }
        println!("{}\n{verdict}", program.case());
        return Ok(ExitCode::SUCCESS);
    }
    let numbers = options.first..options.first + options.count;
    let statistics = campaign::run(&workshop, options.seed, numbers, |batch, statistics| {
        let listed = batch.iter().filter(|(_, verdict)| options.lists && !verdict.is_alike());
        listed.for_each(|(program, verdict)| println!("{} {verdict}", program.name));
        eprintln!("{statistics}\n");
    })?;
    println!("{statistics}");
    Ok(if statistics.divergences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
