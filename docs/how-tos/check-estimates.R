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

# Korn-Graubard's limits, with the effective size bounded by n (N - 1) / (N - n).
limits <- function(p, v, n, df, N, is_census, level) {
  if (df <= 0) return(c(NA, NA))
  if (is_census) return(c(p, p))
  alpha <- 1 - level
  ratio <- (qt(1 - alpha / 2, n - 1) / qt(1 - alpha / 2, df))^2
  if (p == 0 || p == 1) {
    size <- min(n, n * ratio)
  } else {
    bound <- if (N > n) n * (N - 1) / (N - n) else Inf
    size <- min(if (v > 1e-18) p * (1 - p) / v * ratio else Inf, bound)
  }
  c(if (p == 0) 0 else qbeta(alpha / 2, size * p, size * (1 - p) + 1),
    if (p == 1) 1 else qbeta(1 - alpha / 2, size * p + 1, size * (1 - p)))
}

# The share of one group with its limits; mean and variance are those of svymean or svyby.
share <- function(p, v, part, cases, level) {
  n <- nrow(part)
  # Of equal answers the mean is that answer, whatever rounding makes of it.
  if (length(unique(part$y)) == 1) { p <- part$y[1]; v <- 0 }
  of_sample <- table(cases$joined)[unique(part$joined)]
  is_census <- all(of_sample == tapply(part$N_joined, part$joined, max)[names(of_sample)])
  df <- n - length(unique(part$joined))
  c(p, sqrt(v), n, df, sum(part$weight), limits(p, v, n, df, sum(part$weight), is_census, level))
}

estimates <- function(cases, by, level) {
  design <- svydesign(ids = ~1, strata = ~joined, weights = ~weight, fpc = ~N_joined, data = cases)
  answered <- subset(design, !is.na(y))
  part <- cases[!is.na(cases$y), ]
  all <- svymean(~y, answered)
  found <- list("all cases" = share(as.numeric(coef(all)), as.numeric(vcov(all)), part, cases, level))
  if (!is.na(by)) {
    groups <- svyby(~y, as.formula(paste0("~", by)), answered, svymean)
    for (i in seq_len(nrow(groups))) {
      name <- as.character(groups[i, by])
      inside <- part[which(part[[by]] == name), ]
      found[[paste("group", name)]] <- share(groups$y[i], as.numeric(SE(groups))[i]^2, inside, cases, level)
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
