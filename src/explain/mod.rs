//! Views of what the compiler held: the frame of a function (`go9 frame`), and each instruction with
//! a sentence that says what it does (`go9 explain`).
//!
//! Everything comes from [`driver::Held`](crate::driver::Held): SSA values with their homes, frame
//! layout, stack maps, code and relocations. Nothing is guessed from the listing's text.
//!
//! Reading order: [`shape`] (the words of a type), [`frame`] and its renderers, then [`code`]
//! (instructions with regions and sentences), [`operand`], [`sentence`], [`bytes`], and the
//! renderers of it. [`term`] and [`html`] are what all renderers share.

pub mod bytes;
pub mod code;
pub mod code_view;
pub mod frame;
pub mod frame_view;
pub mod html;
mod operand;
pub mod region;
pub mod sentence;
pub mod shape;
pub mod term;

/// The language of a view.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lang {
    #[default]
    En,
    Zh,
}

impl Lang {
    /// The text of this language.
    pub fn pick(self, en: &'static str, zh: &'static str) -> &'static str {
        match self {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }
}

/// Whether a function with this link name is asked for: by link name, or without the local
/// package's `"".`.
pub fn is_named(link_name: &str, wanted: Option<&str>) -> bool {
    wanted.is_none_or(|w| link_name == w || link_name.strip_prefix("\"\".") == Some(w))
}
