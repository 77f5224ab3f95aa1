//! Reads our pages as a person does: rows, links, words.

use crate::harness::{Client, Page};

/// Every text between two marks.
pub fn every<'a>(text: &'a str, before: &'a str, after: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(before)
        .skip(1)
        .filter_map(move |rest| rest.split_once(after))
        .map(|(inside, _)| inside)
}

/// Text as it was before the templates escaped it.
pub fn unescape(text: &str) -> String {
    [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#38;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (escaped, plain)| {
        text.replace(escaped, plain)
    })
}

/// What a page says, without its markup.
pub fn words(page: &Page) -> String {
    let mut words = String::new();
    for piece in page.text.split('<') {
        words.push_str(piece.split_once('>').map_or("", |(_, text)| text));
        words.push(' ');
    }
    unescape(&words)
}

/// Where the rows of a list lead, in their order.
pub fn rows(page: &Page) -> Vec<String> {
    every(&page.text, "class=\"row-link code\" href=\"", "\"")
        .map(unescape)
        .collect()
}

/// The last pieces of where the rows of a list lead: order numbers, ids.
pub fn row_ids(page: &Page) -> Vec<String> {
    let last = |path: String| path.rsplit('/').next().expect("a path").to_owned();
    rows(page).into_iter().map(last).collect()
}

/// The link of this relation, `next` or `prev`.
pub fn link(page: &Page, relation: &str) -> Option<String> {
    every(&page.text, &format!("rel=\"{relation}\" href=\""), "\"")
        .next()
        .map(unescape)
}

/// Every link and form target of a page that is our own.
pub fn links(page: &Page) -> Vec<String> {
    let own = every(&page.text, "href=\"", "\"").filter(|path| path.starts_with('/'));
    own.map(|path| unescape(path.split('#').next().expect("a path")))
        .collect()
}

/// The pages from `start` on, as the links of this relation lead.
pub async fn walk(client: &mut Client, start: &str, relation: &str) -> Vec<(String, Page)> {
    let mut pages: Vec<(String, Page)> = Vec::new();
    let mut path = Some(start.to_owned());
    while let Some(current) = path {
        assert!(pages.len() < 200, "{start}: the list does not end");
        let page = client.get(&current).await;
        assert_eq!(page.status.as_u16(), 200, "{current}: {}", words(&page));
        path = link(&page, relation);
        pages.push((current, page));
    }
    pages
}

/// The ids of all rows of a list, in their order.
pub async fn all_rows(client: &mut Client, start: &str) -> Vec<String> {
    let pages = walk(client, start, "next").await;
    pages.iter().flat_map(|(_, page)| row_ids(page)).collect()
}
