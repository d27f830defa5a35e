"""Invented names: common given names and words put together by chance; any likeness to a person is an accident."""

import numpy as np


def _words(text: str) -> list[str]:
    return text.split()


MEN = _words(
    "Abdul Achmad Adi Agung Agus Ahmad Aji Aldi Andi Andre Anton Arif Aris Asep Bagus Bambang Bayu Benny Budi Cahyo "
    "Candra Darma Dedi Deni Didik Dimas Doni Dwi Edi Eka Eko Fadli Fajar Faisal Fauzi Ferdi Galih Gilang Guntur Hadi "
    "Hafiz Hamzah Hari Hasan Hendra Heri Husni Ilham Imam Indra Irfan Irwan Iwan Jefri Joko Junaidi Kamal Kurnia "
    "Lukman Mahmud Marwan Muhammad Mulyadi Nanang Novan Nur Oki Pandu Putra Rahmat Raka Randi Reza Ridwan Rizal Rizki "
    "Rudi Rusdi Saiful Samsul Sapto Setyo Slamet Sofyan Sugeng Surya Syahrul Taufik Teguh Tri Untung Usman Wahyu "
    "Wawan Yahya Yanto Yoga Yudi Yusuf Zainal Zulkifli"
)
WOMEN = _words(
    "Aisyah Amelia Ana Anggi Ani Anisa Aprilia Ayu Bella Cahaya Citra Dahlia Desi Devi Dewi Diah Dian Dina Dwi Eka "
    "Elisa Elvira Endah Erna Eva Farida Fatimah Fitri Gita Hana Hasna Helda Herlina Ida Ika Indah Intan Ira Jamilah "
    "Juwita Kartika Kiki Laila Lestari Lia Lilis Lina Lusi Maharani Mardiana Maria Maya Mega Melati Mira Murni Mutia "
    "Nabila Nadia Nanik Nia Nina Ningsih Novi Nur Nurul Puji Putri Rahma Ratih Ratna Rika Rini Rina Risma Rosita Salma "
    "Sari Selvi Septi Sinta Siti Sri Suci Sulastri Susi Titin Tri Uci Vera Wahyuni Wati Widya Winda Wulan Yanti Yulia "
    "Yuni Zahra Zulaikha"
)
SECOND_MEN = _words(
    "Akbar Alamsyah Anshari Anwar Ardiansyah Arifin Asmara Aziz Basri Darmawan Effendi Fadillah Fahmi Firmansyah "
    "Gunawan Habibi Hakim Halim Hamdani Hardiansyah Hartono Haryanto Hermawan Hidayat Irawan Iskandar Ismail Jaya "
    "Kurniawan Kusuma Laksana Maulana Mulyono Nasution Noor Nugraha Nugroho Permana Prabowo Pramono Prasetyo Pratama "
    "Purnomo Rachman Ramadhan Riyadi Rosadi Saputra Santoso Saragi Setiawan Sudrajat Suhendra Sulaiman Supriyadi "
    "Suryadi Susanto Sutrisno Syahputra Syarif Utomo Wibowo Wicaksono Widodo Wijaya Yulianto Yusran Zakaria"
)
SECOND_WOMEN = _words(
    "Aini Amalia Andriani Anggraini Apriani Ariani Astuti Azizah Damayanti Daryati Fauziah Febrianti Fitriani Hafsah "
    "Handayani Hapsari Hartati Hastuti Hayati Herawati Hidayah Indriani Iskandari Jannah Juliani Kartini Khairani "
    "Kurniasih Kusumawati Lestari Maharani Marlina Mariani Maulida Mawarni Mulyani Nuraini Nurhayati Octaviani "
    "Paramita Permatasari Pertiwi Pratiwi Puspita Rahayu Rahmawati Ramadhani Rosmala Safitri Salsabila Saraswati "
    "Setyowati Suryani Susanti Utami Wahyuni Wardani Wibawati Widiastuti Wulandari Yuliana Yusnita Zubaidah"
)


def names(rng: np.random.Generator, sex: np.ndarray) -> np.ndarray:
    """Names for people of the given sexes (int8, 1 man, 2 woman): object array of str, not unique by intention."""
    count = len(sex)
    first, second, third = (rng.integers(0, 1 << 30, count) for _ in range(3))
    two_words = rng.random(count) < 0.72
    result = np.empty(count, dtype=object)
    for code, firsts, seconds in ((1, MEN, SECOND_MEN), (2, WOMEN, SECOND_WOMEN)):
        who = np.flatnonzero(sex == code)
        a = np.array(firsts, dtype=object)[first[who] % len(firsts)]
        b = np.array(firsts, dtype=object)[third[who] % len(firsts)]
        c = np.array(seconds, dtype=object)[second[who] % len(seconds)]
        short = two_words[who] | (a == b)
        result[who] = np.where(short, a + " " + c, a + " " + b + " " + c)
    return result
