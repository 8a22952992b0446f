//! What all pages share: a page is one file, works offline, follows the reader's colour scheme.

use super::Lang;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// A page of a title and a body.
pub fn page(title: &str, body: &str, lang: Lang) -> String {
    let code = lang.pick("en", "zh");
    let title = escape(title);
    format!(
        "<!doctype html>\n<html lang={code}>\n<meta charset=utf-8>\n\
         <meta name=viewport content=\"width=device-width, initial-scale=1\">\n\
         <meta name=color-scheme content=\"light dark\">\n<link rel=icon href=data:,>\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n\
         <script>\n{SCRIPT}</script>\n</html>\n"
    )
}

/// Text in which nothing is markup.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_names_is_escaped() {
        assert_eq!(escape("a<b & \"c\""), "a&lt;b &amp; &quot;c&quot;");
        assert!(page("<x>", "", Lang::Zh).contains("<title>&lt;x&gt;</title>"));
    }
}
