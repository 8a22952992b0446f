//! Sources of the standard packages and of the runtime: embedded in the compiler, or read from a
//! folder that stands in for them (`GO9ROOT`).
//!
//! A package has two parts. Its *description* (`std/PATH`) is what importers see. Its
//! *implementation* (`lib/PATH`, or `runtime` for package runtime) has the bodies that the
//! description leaves out, in Go and assembly. Building a program compiles both as one package.

use std::sync::{LazyLock, OnceLock};

use crate::lower::escape::imported::Flows;

include!(concat!(env!("OUT_DIR"), "/std_sources.rs"));

/// Which half of a package a file belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    Description,
    Implementation,
}

/// A source file of a package.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    pub part: Part,
    /// Import path of the package.
    pub path: &'static str,
    /// File name without folder.
    pub name: &'static str,
    pub text: &'static [u8],
    /// The file on disk, if it was read from there.
    pub file: Option<&'static str>,
}

impl Source {
    /// The name that positions in the file have.
    pub fn shown(&self) -> String {
        match self.file {
            Some(file) if self.part == Part::Implementation => file.to_owned(),
            _ => format!("$GOROOT/src/{}/{}", self.path, self.name),
        }
    }

    pub fn is_assembly(&self) -> bool {
        self.name.ends_with(".s")
    }
}

/// All packages that can be imported.
#[derive(Debug)]
pub struct Library {
    /// In order of part, path and file name.
    sources: Vec<Source>,
    /// What body-less functions of descriptions do with their parameters.
    pub(crate) flows: OnceLock<Flows>,
}

static EMBEDDED: LazyLock<Library> = LazyLock::new(|| {
    let source = |&(part, path, name, text): &(u8, _, _, _)| Source {
        part: if part == 0 { Part::Description } else { Part::Implementation },
        path,
        name,
        text,
        file: None,
    };
    Library::new(EMBEDDED_SOURCES.iter().map(source).collect())
});

impl Library {
    /// The library that the compiler carries.
    pub fn embedded() -> &'static Library {
        &EMBEDDED
    }

    /// A library of these files. Import paths and names are those of a folder with `std`, `lib` and
    /// `runtime`.
    pub fn new(mut sources: Vec<Source>) -> Library {
        sources.sort_by_key(|s| (s.part, s.path, s.name));
        Library { sources, flows: OnceLock::new() }
    }

    /// The files of one part of a package, by name.
    pub fn files(&self, part: Part, path: &str) -> impl Iterator<Item = &Source> {
        let start = self.sources.partition_point(|s| (s.part, s.path) < (part, path));
        self.sources[start..].iter().take_while(move |s| s.part == part && s.path == path)
    }

    /// Whether there is a package with this import path.
    pub fn has(&self, path: &str) -> bool {
        self.files(Part::Description, path).next().is_some()
            || self.files(Part::Implementation, path).next().is_some()
    }

    /// Every file.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Every description file.
    pub fn descriptions(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(|s| s.part == Part::Description)
    }

    /// Import paths that have an implementation, in order.
    pub fn implemented(&self) -> Vec<&'static str> {
        let mut paths: Vec<&'static str> = self
            .sources
            .iter()
            .filter(|s| s.part == Part::Implementation)
            .map(|s| s.path)
            .collect();
        paths.dedup();
        paths
    }
}

/// A file below the folder of a library, `std/fmt/print.go` or `runtime/proc.go`, as a source.
pub fn classify(relative: &str) -> Option<(Part, &str, &str)> {
    let (dir, name) = relative.rsplit_once('/')?;
    let (part, path) = match dir.split_once('/') {
        Some(("std", path)) => (Part::Description, path),
        Some(("lib", path)) => (Part::Implementation, path),
        None if dir == "runtime" => (Part::Implementation, dir),
        Some(("runtime", _)) => (Part::Implementation, dir),
        _ => return None,
    };
    let wanted = name.ends_with(".go") && !name.ends_with("_test.go")
        || name.ends_with(".s") && part == Part::Implementation;
    wanted.then_some((part, path, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_classified_by_folder() {
        use Part::*;
        assert_eq!(classify("std/math/bits/b.go"), Some((Description, "math/bits", "b.go")));
        assert_eq!(classify("lib/fmt/x.s"), Some((Implementation, "fmt", "x.s")));
        assert_eq!(classify("runtime/rt0.s"), Some((Implementation, "runtime", "rt0.s")));
        assert_eq!(classify("std/README.md"), None);
        assert_eq!(classify("lib/fmt/x_test.go"), None);
    }

    #[test]
    fn packages_are_found_by_path() {
        let library = Library::embedded();
        assert!(library.has("fmt") && library.has("math/bits") && !library.has("mat"));
        assert!(library.files(Part::Description, "math").all(|s| s.path == "math"));
    }
}
