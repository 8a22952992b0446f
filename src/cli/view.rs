//! `go9 frame`, `go9 explain`: views of one package for readers.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use go9::driver::{Held, Outcome};
use go9::explain::code::Program;
use go9::explain::code_view::{self, Range, Source};
use go9::explain::term::Style;
use go9::explain::{Lang, frame, frame_view};
use go9::options::Options;
use go9::output;

use super::compile::{CompileArgs, compile_options};
use super::{ColorArg, in_color, print, run, usage};

#[derive(Clone, Copy, ValueEnum)]
pub enum LangArg {
    En,
    Zh,
}

impl LangArg {
    pub fn lang(self) -> Lang {
        match self {
            LangArg::En => Lang::En,
            LangArg::Zh => Lang::Zh,
        }
    }
}

/// How a view is shown.
#[derive(Args)]
pub struct ViewArgs {
    #[arg(long)]
    pub json: bool,
    /// One self-contained page; -o FILE says where it goes
    #[arg(long)]
    pub html: bool,
    /// Language of the explanations
    #[arg(long, value_enum, default_value = "en")]
    pub lang: LangArg,
    #[arg(long, value_enum, default_value = "auto")]
    pub color: ColorArg,
    /// Columns of text; default: those of the terminal, else 100
    #[arg(long, value_name = "N")]
    pub width: Option<usize>,
}

impl ViewArgs {
    pub fn lang(&self) -> Lang {
        self.lang.lang()
    }

    pub fn style(&self) -> Style {
        let terminal = terminal_size::terminal_size().map(|(w, _)| usize::from(w.0));
        let width = self.width.or(terminal).unwrap_or(100).max(40);
        Style { lang: self.lang(), color: in_color(self.color), width }
    }
}

#[derive(Args)]
pub struct FrameArgs {
    /// Only this function
    #[arg(long, value_name = "NAME")]
    pub func: Option<String>,
    #[command(flatten)]
    pub view: ViewArgs,
    #[command(flatten)]
    pub compile: CompileArgs,
}

/// Compiles for a view.
pub fn held(args: &CompileArgs) -> Result<(Outcome, Held), u8> {
    let options = Options { keep: true, dwarf: false, ..compile_options(args, None) };
    let mut outcome = run(&args.common, options)?;
    let held = outcome.held.take().ok_or(super::FAILED)?;
    Ok((outcome, held))
}

/// Prints the view, or writes it where `-o` says.
pub fn emit(text: &str, output: Option<&PathBuf>) -> u8 {
    match output {
        None => {
            print(text);
            0
        }
        Some(path) => match output::write(path, text.as_bytes()) {
            Ok(()) => 0,
            Err(e) => usage(&e.to_string()),
        },
    }
}

pub fn frame(args: &FrameArgs) -> u8 {
    let (outcome, held) = match held(&args.compile) {
        Ok(both) => both,
        Err(status) => return status,
    };
    let frames = frame::frames(&held, &outcome.sources, args.func.as_deref());
    if let (true, Some(name)) = (frames.is_empty(), &args.func) {
        return usage(&format!("no function {name}"));
    }
    let title = args.compile.common.files[0].to_string_lossy().into_owned();
    let text = match (args.view.json, args.view.html) {
        (true, _) => frame_view::json(&frames),
        (_, true) => frame_view::html(&frames, &format!("go9 frame {title}"), args.view.lang()),
        _ => frame_view::text(&frames, &args.view.style()),
    };
    emit(&text, args.compile.output.as_ref())
}

#[derive(Args)]
pub struct ExplainArgs {
    /// Only this function
    #[arg(long, value_name = "NAME")]
    pub func: Option<String>,
    /// Split the encoding of each instruction into its parts
    #[arg(long)]
    pub bytes: bool,
    #[command(flatten)]
    pub view: ViewArgs,
    #[command(flatten)]
    pub compile: CompileArgs,
}

pub fn explain(args: &mut ExplainArgs) -> u8 {
    let range = match take_range(&mut args.compile.common.files) {
        Ok(range) => range,
        Err(text) => return usage(&text),
    };
    let (outcome, held) = match held(&args.compile) {
        Ok(both) => both,
        Err(status) => return status,
    };
    let lang = args.view.lang();
    let mut code = Program::new(&held, &outcome.sources, lang).code(args.func.as_deref());
    if let (true, Some(name)) = (code.is_empty(), &args.func) {
        return usage(&format!("no function {name}"));
    }
    if let Some((file, range)) = range {
        code_view::keep_lines(&mut code, &file, range);
    }
    let files = args.compile.common.files.iter().filter_map(|path| {
        let text = std::fs::read(path).ok()?;
        Some(Source::new(&path.to_string_lossy(), &String::from_utf8_lossy(&text)))
    });
    let sources: Vec<Source> = files.collect();
    let title = args.compile.common.files[0].to_string_lossy().into_owned();
    let text = match (args.view.json, args.view.html) {
        (true, _) => code_view::json(&code),
        (_, true) => {
            let title = format!("go9 explain {title}");
            code_view::html(&code, &sources, args.bytes, &title, lang)
        }
        _ => code_view::text(&code, &sources, args.bytes, &args.view.style()),
    };
    emit(&text, args.compile.output.as_ref())
}

/// Takes the line range off `FILE.go:12-20`; gives the file and the range.
fn take_range(files: &mut [PathBuf]) -> Result<Option<(String, Range)>, String> {
    let mut found = None;
    for path in files {
        let text = path.to_string_lossy().into_owned();
        let Some((file, lines)) = text.rsplit_once(".go:") else { continue };
        let Some(range) = Range::parse(lines) else {
            return Err(format!("{text}: lines are given as FILE.go:12-20 or FILE.go:12"));
        };
        let file = format!("{file}.go");
        *path = PathBuf::from(&file);
        if found.replace((file, range)).is_some() {
            return Err("lines of one file only".to_owned());
        }
    }
    Ok(found)
}
