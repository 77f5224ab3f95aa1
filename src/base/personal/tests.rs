//! Both tables: what is a number of a person however it is written, and what an office writes all day.

use proptest::prelude::*;

use super::*;
use crate::base::day::Day;

#[test]
fn numbers_are_found_however_they_are_written() {
    for text in [
        "14200001234",
        "请致电142-0000-1234。",
        "call +86 142 0000 1234",
        "8614200001234",
        "014200001234",
        "tel14200001234",
        "142\u{200b}00001234",
        "1 4 2 0 0 0 0 1 2 3 4",
        "142.0000.1234",
        "142/0000/1234",
        "142_0000_1234",
        "142,0000,1234",
        "142，0000，1234",
        "142·0000·1234",
        "(142)00001234",
        "（142）0000 1234",
        "1420-000-1234",
        "14-20-00-01-23-4",
        "14200 001234",
        "1500 300 4000",
        "１４２００００１２３４",
        "一四二零零零零一二三四",
        "幺四二〇〇〇〇幺二三四",
        "壹肆贰零零零零壹贰叁肆",
        "壹肆貳零零零零壹貳參肆",
        "①④②⓪⓪⓪⓪①②③④",
        "❶❹❷⓿⓿⓿⓿❶❷❸❹",
        "𝟏𝟒𝟐𝟎𝟎𝟎𝟎𝟏𝟐𝟑𝟒",
        "١٤٢٠٠٠٠١٢٣٤",
        "1️⃣4️⃣2️⃣0️⃣0️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣",
        "一4二0000一234",
        "房间三14200001234",
        "1420.000.12.34",
        "2026-11-22 14200001234",
        "3 间 2026-11-22 142 0000 1234",
        "1,234.00 142 0000 1234",
        "14200001234.00",
        "旅行 1 9 9 1 1 1 1 0 0 0 3",
        "旅行 199.1111.0003 王建国",
    ] {
        assert_eq!(find_personal(text), Some(PersonalKind::Phone), "{text}");
    }
    for text in [
        "11010519491231002X",
        "证件 110105 19491231 002x 已核对",
        "110105 1949-12-31 002X",
        "no.440524188001010014",
        "11010519491231002",
        "110105194912310021",
        "1101051949123100",
        "110105491231002",
        "一一〇一〇五一九四九一二三一〇〇二",
    ] {
        assert_eq!(
            find_personal(text),
            Some(PersonalKind::IdentityCard),
            "{text}"
        );
    }
    for text in [
        "4111111111111111",
        "卡号 4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111/1111/1111/1111",
        "41 1111 1111 1111 11",
        "2026-11-22 4111111111111111",
    ] {
        assert_eq!(find_personal(text), Some(PersonalKind::BankCard), "{text}");
        assert!(holds_bank_card(text), "{text}");
    }
    for text in [
        "E12345678",
        "护照 e12345678 已核对",
        "护照号E1234 5678。",
        "E-12345678",
        "EA1234567",
        "S1234567",
        "护照 E12345680 一九九",
        "H1234567890",
        "MA1234567",
        "Ｅ１２３４５６７８",
    ] {
        assert_eq!(find_personal(text), Some(PersonalKind::Document), "{text}");
    }
    for text in [
        "请发到 wang@example.com",
        "WANG.JIANGUO＠example．com",
        "王@例子.中国",
    ] {
        assert_eq!(find_personal(text), Some(PersonalKind::Email), "{text}");
    }
}

#[test]
fn other_numbers_are_left_alone() {
    for text in [
        "",
        "订单 HF202611220000018 客户来电",
        "HF202611220000018 HF202611220000026",
        "2026-11-22 至 2026-11-25",
        "2026-11-22 2026-11-30",
        "2026/11/22-2026/11/25",
        "2026.1.2 2026.1.15",
        "20261122 20261130",
        "138 元，2026-11-22",
        "138 2026-11-22",
        "两位旅客，3间房，2026-11-22 到 2026-11-25",
        "两位旅客，三间房，四晚，五点出发",
        "2026-11-22 14:20:00 起飞",
        "2026-11-22T14:20:00Z",
        "退款 1,234,567.00 元，分 3 期",
        "1,380.00 13,900.00 1,234,567.00 2,345,678.00",
        "13800.00/13900.00",
        "100,200,300,400,500",
        "1380, 1390, 1400",
        "航班 CA1234，座位 12A，房间 1808",
        "高铁 G1234 次，8 车 12A",
        "登录地址 192.168.100.23",
        "4111111111111112",
        "4200001234202611221234567890",
        "420000123420261122123456789012",
        "0000000000000000",
        "E1234567",
        "E123456789",
        "XE12345678",
        "套餐 E 2026-11-22",
        "TX1101051949123100",
        "wang@home",
        "@",
        "01980b3c-1390-7123-8123-456789012345",
        "/orders?traveller=13912345-6781-8123-8123-456789012345",
    ] {
        assert_eq!(find_personal(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn a_mobile_number_is_found_in_any_grouping(
        phone in "1[3-8][0-9]{9}",
        gaps in prop::collection::vec(prop::sample::select(vec!["", "", " ", "-", "_", "/", "·", " - ", ")(", "\u{200b}"]), 11),
        writing in 0_usize..4,
    ) {
        let digit = |digit: u8| -> char {
            let value = usize::from(digit - b'0');
            ["0123456789", "０１２３４５６７８９", "零一二三四五六七八九", "⓪①②③④⑤⑥⑦⑧⑨"][writing].chars().nth(value).unwrap()
        };
        // A day among the separators is a day.
        prop_assume!(!phone.contains("19") && !phone.contains("20"));
        let mut text = String::from("客户");
        for (at, gap) in phone.bytes().zip(gaps) {
            text.push(digit(at));
            text.push_str(gap);
        }
        prop_assert!(find_personal(&text).is_some(), "{}", text);
    }

    #[test]
    fn what_an_office_writes_is_left_alone(
        from in 0_i64..3650, nights in 0_i64..30, number in 0_u32..10_000_000, people in 1_u16..1000, rooms in 1_u8..100,
        fen in 0_u64..100_000_000, hour in 0_u8..24, minute in 0_u8..60,
    ) {
        let first = Day::new(2024, 1, 1).unwrap().plus_days(from);
        let last = first.plus_days(nights);
        let order = format!("HF{}{number:07}", first.to_string().replace('-', ""));
        let (yuan, rest) = (fen / 100, fen % 100);
        let thousands = match yuan {
            0..=999 => yuan.to_string(),
            _ => format!("{},{:03}", yuan / 1000, yuan % 1000),
        };
        for text in [
            order.clone(),
            format!("{order} {first} {last}"),
            format!("订单 {order}，{people}位旅客，{rooms}间房，{first} 到 {last}"),
            format!("{first} {hour:02}:{minute:02} 至 {last} {hour:02}:{minute:02}"),
            format!("{people} 人 {rooms} 间 {first}/{last}"),
            format!("退款 {thousands}.{rest:02} 元，已付 {yuan}.{rest:02} 元"),
            format!("{thousands}.{rest:02} {thousands}.{rest:02} {first}"),
        ] {
            prop_assert_eq!(find_personal(&text), None, "{}", text);
        }
    }

    #[test]
    fn every_mobile_number_is_found(phone in "1[3-9][0-9]{9}", before in "[^0-9\u{ff10}-\u{ff19}]{0,5}", after in "[，。 a-z]{0,5}") {
        let text = format!("{before}{phone}{after}");
        prop_assert!(find_personal(&text).is_some());
    }

    #[test]
    fn no_id_is_taken_for_a_number(high: u64, low: u64) {
        let id = uuid::Uuid::from_u64_pair(high, low);
        prop_assert_eq!(find_personal(&format!("/exports/{id}?subject={id}")), None);
    }

    #[test]
    fn no_text_panics(text: String) {
        let _ = (find_personal(&text), holds_bank_card(&text));
    }
}
