# Compares estimates of a review with R's survey package.
#
#     Rscript check-estimates.R FOLDER
#
# FOLDER holds, for each measure, MEASURE.csv from `findings units MEASURE -o` and MEASURE.json from
# `findings table MEASURE --by FIELD --json`. Plain R and the package survey; nothing else.

suppressMessages(library(survey))
# A single case without another stratum of its authority is centred at the mean of the whole sample.
options(survey.lonely.psu = "adjust")
LARGEST_DIFFERENCE <- 1e-10

# JSON as R reads it: only strings, numbers, brackets and three words are taken from the file.
read_json <- function(file) {
  text <- paste(readLines(file, encoding = "UTF-8", warn = FALSE), collapse = "\n")
  token <- '"(\\\\.|[^"\\\\])*"|-?[0-9][0-9.eE+-]*|true|false|null|[][{},:]'
  tokens <- regmatches(text, gregexpr(token, text, perl = TRUE))[[1]]
  words <- c("{" = "list(", "[" = "list(", "}" = ")", "]" = ")", ":" = "=",
             "null" = "NA", "true" = "TRUE", "false" = "FALSE")
  known <- tokens %in% names(words)
  tokens[known] <- words[tokens[known]]
  eval(parse(text = paste(tokens, collapse = " "), keep.source = FALSE))
}

# A stratum with one case of several joins, for the variance, the stratum of its authority that is
# nearest in size; ties go to the first by name.
join_single_cases <- function(cases) {
  strata <- cases[!duplicated(cases$stratum), ]
  strata <- strata[order(strata$stratum, method = "radix"), ]
  strata$n <- as.vector(table(cases$stratum)[strata$stratum])
  group <- setNames(strata$stratum, strata$stratum)
  for (i in seq_len(nrow(strata))) {
    if (strata$n[i] != 1 || strata$N_h[i] == 1 || sum(group == group[i]) > 1) next
    partners <- which(strata$authority == strata$authority[i] & strata$n < strata$N_h &
                        seq_len(nrow(strata)) != i)
    if (length(partners) == 0) next
    distance <- abs(strata$N_h[partners] - strata$N_h[i])
    group[i] <- group[partners[which.min(distance)]]
  }
  cases$joined <- group[cases$stratum]
  cases$N_joined <- tapply(strata$N_h, group, sum)[cases$joined]
  cases
}

read_cases <- function(file) {
  cases <- read.csv(file, stringsAsFactors = FALSE, na.strings = "", colClasses = "character")
  cases$N_h <- as.numeric(cases$N_h)
  cases$y <- as.numeric(cases$y)
  cases$weight <- cases$N_h / ave(cases$N_h, cases$stratum, FUN = length)
  join_single_cases(cases)
}

# The default interval, from the formulas of docs/explanation/estimation.md. `joined` and `N_joined`
# are the strata of the variance and their populations; `member` says who is in the group.
default_limits <- function(cases, member, p, v, level) {
  part <- cases[member & !is.na(cases$y), ]
  n <- nrow(part); yes <- sum(part$y); tail <- (1 - level) / 2
  strata <- unique(as.character(cases$joined)); seen <- unique(as.character(part$joined))
  n_h <- tapply(cases$N_joined, cases$joined, length)[strata]
  N_h <- tapply(cases$N_joined, cases$joined, max)[strata]
  inside <- tapply(member, cases$joined, sum)[strata]
  is_of_strata <- all(inside == 0 | inside == n_h)
  sources <- if (is_of_strata) inside > 0 else rep(TRUE, length(strata))
  examined <- sum(n_h[sources]); unseen <- sum(N_h[sources]) - examined
  size <- if (is_of_strata && n == sum(member)) examined + unseen else NA
  has_whole <- any(n_h[seen] == N_h[seen]); is_half <- examined >= unseen
  df <- n - length(seen)
  if (df <= 0) return(c(NA, NA))
  if (all(n_h[seen] == N_h[seen]) && unseen == 0) return(c(p, p))
  if (!is.na(size) && length(unique(part$weight)) == 1 &&
        length(unique(cases$stratum[cases$joined %in% seen])) == 1) {
    possible <- yes:(size - n + yes)
    kept <- phyper(yes - 1, possible, size - possible, n, lower.tail = FALSE) > tail &
      phyper(yes, possible, size - possible, n) > tail
    return(range(possible[kept]) / size)
  }
  N <- sum(part$weight); ratio <- (qt(1 - tail, n - 1) / qt(1 - tail, df))^2
  is_alike <- p == 0 || p == 1 || v <= 1e-18
  squares <- sum(part$weight^2 * (1 - (n_h / N_h)[as.character(part$joined)]))
  by_weights <- if (squares > 0) N^2 / squares else Inf
  if (N > n && (has_whole || is_half) && (is_alike || is.na(size)))
    by_weights <- by_weights * (1 - n / N)
  by_variance <- if (p == 0 || p == 1) min(n, n * ratio) else
    min(if (is_alike) Inf else p * (1 - p) / v * ratio, if (N > n) n * (N - 1) / (N - n) else Inf)
  star <- min(by_variance, by_weights)
  if (is.infinite(star)) star <- n
  lo <- if (p == 0) 0 else qbeta(tail, star * p, star * (1 - p) + 1)
  hi <- if (p == 1) 1 else qbeta(1 - tail, star * p + 1, star * (1 - p))
  by <- if (!is.na(size)) size else if (is_half) min(max(ceiling(N - 1e-7), n), n + unseen) else NA
  if (!is.na(by)) { lo <- floor(lo * by + 1e-7) / by; hi <- ceiling(hi * by - 1e-7) / by }
  if (!is.na(size)) unseen <- size - n
  c(min(max(lo, yes / (n + unseen)), p), max(min(hi, (yes + unseen) / (n + unseen)), p))
}

# The share of one group with its limits; mean and variance are those of svymean or svyby.
share <- function(p, v, cases, member, level) {
  part <- cases[member & !is.na(cases$y), ]
  # Of equal answers the mean is that answer, whatever rounding makes of it.
  if (length(unique(part$y)) == 1) { p <- part$y[1]; v <- 0 }
  n <- nrow(part)
  df <- n - length(unique(part$joined))
  c(p, sqrt(v), n, df, sum(part$weight), default_limits(cases, member, p, v, level))
}

estimates <- function(cases, by, level) {
  design <- svydesign(ids = ~1, strata = ~joined, weights = ~weight, fpc = ~N_joined, data = cases)
  answered <- subset(design, !is.na(y))
  all <- svymean(~y, answered)
  everybody <- rep(TRUE, nrow(cases))
  found <- list("all cases" =
    share(as.numeric(coef(all)), as.numeric(vcov(all)), cases, everybody, level))
  if (!is.na(by)) {
    groups <- svyby(~y, as.formula(paste0("~", by)), answered, svymean)
    for (i in seq_len(nrow(groups))) {
      name <- as.character(groups[i, by])
      member <- !is.na(cases[[by]]) & cases[[by]] == name
      found[[paste("group", name)]] <-
        share(groups$y[i], as.numeric(SE(groups))[i]^2, cases, member, level)
    }
  }
  found
}

apart <- function(ours, theirs) {
  if (is.na(ours) != is.na(theirs)) return(Inf)
  if (is.na(ours)) 0 else abs(ours - theirs)
}

folder <- commandArgs(TRUE)[1]
figures <- c("p", "se", "n", "df", "sum_w", "lo", "hi")
largest <- 0
compared <- 0
for (file in sort(list.files(folder, pattern = "[.]json$", full.names = TRUE), method = "radix")) {
  rows <- read_json(file)
  cases <- read_cases(sub("[.]json$", ".csv", file))
  by <- unique(unlist(lapply(rows, function(row) row$by)))
  by <- by[!is.na(by)]
  found <- estimates(cases, if (length(by)) by else NA, rows[[1]]$estimate$level)
  for (row in rows) {
    if (row$estimate$n == 0) next
    name <- if (row$group == "") "all cases" else paste("group", row$group)
    differences <- mapply(apart, unlist(row$estimate[figures]), found[[name]])
    largest <- max(largest, differences)
    compared <- compared + 1
    cat(sprintf("%-24s %-24s %.6f  %s  largest difference %.1e\n", row$measure, name, row$estimate$p,
                if (is.na(row$estimate$lo)) "no interval         " else
                  sprintf("%.6f to %.6f", row$estimate$lo, row$estimate$hi), max(differences)))
  }
}
cat(sprintf("%d estimates compared, largest difference %.1e\n", compared, largest))
if (compared == 0 || largest > LARGEST_DIFFERENCE) quit(status = 1)
